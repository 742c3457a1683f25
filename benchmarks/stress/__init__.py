"""Whole runs that are killed, stopped, starved and cut off from power: `make stress`."""
