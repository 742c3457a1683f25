"""Reports for people: one self-contained page per department-year, and an index."""
