"""Where the figures of findings stand, as a reader sees it: a picture of the page, or an excerpt of the table."""
