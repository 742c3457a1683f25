"""One module per file format. Each has a frozen `Style`, `random_style(rng)` and `write(publication, style) -> bytes`.

The same publication and style give the same bytes.
"""
