"""Rules that are judged by words: template residue, lists of kinds, names, the same thing told in two places.

Each module holds rules of one kind; what they look for stands in wording.yml and outlays.yml, their ids and severities
in the identity catalogue. A rule yields a finding for what it looked at, violated or not.
"""
