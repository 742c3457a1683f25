"""The assets of the warehouse, one module for each thing that is made."""

import warnings

import dagster as dg

# Single-run backfills are in beta; a user can do nothing about it. Until they leave it, no warning on every start.
warnings.filterwarnings("ignore", category=dg.BetaWarning)
