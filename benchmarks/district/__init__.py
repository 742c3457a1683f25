"""Benchmarks of runs over an invented district of several years."""
