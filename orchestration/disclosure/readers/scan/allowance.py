"""The time that reading pictures takes, beside that of the document they stand in: each page has its own share of a
processor, and a document so many pages.

What ends a process that takes more than its share does not belong here (see ingestion/limits.py).
"""

import resource
import signal

from orchestration.disclosure.readers.content import MOST_PICTURES

PICTURE_SECONDS, PICTURE_CLOCK_SECONDS = 12, 60
"""Of a processor and on the clock, for one page; the most crowded sheet takes a third of it."""

MOST_CLOCK_SECONDS = PICTURE_CLOCK_SECONDS * MOST_PICTURES


def allow_picture() -> None:
    """Let this process go on for one more page, where its time is limited; never beyond what nobody may raise."""
    soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    if soft != resource.RLIM_INFINITY:
        most = soft + PICTURE_SECONDS
        resource.setrlimit(resource.RLIMIT_CPU, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    left, interval = signal.getitimer(signal.ITIMER_REAL)
    if left:
        signal.setitimer(signal.ITIMER_REAL, left + PICTURE_CLOCK_SECONDS, interval)
