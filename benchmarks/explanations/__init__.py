"""Explanations in the wording of several regions, written from the figures of a random disclosure: the truth is known."""
