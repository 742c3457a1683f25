"""Telling people: a failed run, a run that did not happen, a department-year quarantined anew or newly overdue.

An alert always goes to the log; where a webhook is configured it is posted there too. What holds of a department-year
is decided elsewhere; here it is only told, once.
"""
