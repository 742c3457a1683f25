"""Files to documents: the format is decided by content, never by name."""
