"""Processes that do not outlive the one that began them, even where that one is killed."""

import ctypes
import signal

_PR_SET_PDEATHSIG = 1
"""https://man7.org/linux/man-pages/man2/PR_SET_PDEATHSIG.2const.html"""

_LIBC = ctypes.CDLL(None)
"""Loaded before a child is forked: there it is too late to wait for a lock."""


def end_with_parent(how: signal.Signals) -> None:
    """Let the kernel send this process that signal when its parent is gone. It holds across `exec`, for no child."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, how)
