"""What a disclosure says outside its sheets: claims of the explanation, self-evaluation forms, glossary, key tasks.

Nothing here judges a figure against another: it reads, names and links. Wording that can be judged by the words alone
(template residue, lists of kinds) has its own room, `wording`.
"""
