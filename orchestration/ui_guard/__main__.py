"""`python -m orchestration.ui_guard`."""

from orchestration.ui_guard.command import serve_guarded

serve_guarded()
