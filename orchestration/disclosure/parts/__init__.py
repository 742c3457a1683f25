"""Which parts a document has beside its sheets: cover, table of contents, duties, glossary and so on, and where each
stands. What the parts say is read elsewhere (`claims`)."""
