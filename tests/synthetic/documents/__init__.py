"""Writes final-accounts disclosures in many layouts and formats, so that what a reader should find is known exactly."""
