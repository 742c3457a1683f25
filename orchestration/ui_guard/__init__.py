"""Who may ask the UI for what: the door in front of Dagster's webserver, and of the reports beside it.

Which names it answers to, which requests come from elsewhere, who somebody is, what a request would change, and the log
of it. What Dagster does with a request that is let in, and what the commands print, do not belong here.
"""
