"""What whoever handles a published generation knows of it, wherever it lies."""

CHECKSUMS = "SHA256SUMS"
"""The list of its files with their sums, written after all of them."""

KEPT_GENERATIONS = 2
"""The one in force, and the one before it for readers that still have it open."""
