"""Everything outside the sheets: claims of the explanation, self-evaluation forms, glossary, key tasks.

This package reads, names and links figures; comparing them is for the identities. Rules that need the words alone
(template residue, lists of outlays) are in `wording`.
"""
