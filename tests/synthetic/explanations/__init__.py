"""Explanations in the wording of several regions, written from a random disclosure: the truth is known."""
