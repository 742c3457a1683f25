"""What the Dagster UI shows to people: rendered from plain rows, without Dagster."""
