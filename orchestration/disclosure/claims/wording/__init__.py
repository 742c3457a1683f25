"""Rules evaluated on words: template residue, lists of outlays, names, one fact stated in two places.

Each module holds rules of one kind. The patterns are in wording.yml and outlays.yml, ids and severities in the identity
catalogue. A rule yields a result for everything it evaluates, violated or not. Sums and quotients do not belong here.
"""
