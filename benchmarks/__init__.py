"""Benchmarks of the project on disclosures whose figures are known, as ratios to floors and rivals."""
