"""dbt's `adapter` as sqlfluff needs it to render `macros/dialect.sql`: what is linted is the SQL of DuckDB."""

from collections.abc import Callable

from jinja2 import pass_context
from jinja2.runtime import Context


@pass_context
def dispatch(context: Context, macro: str) -> Callable[..., str]:
    """The macro of that name for every database that has none of its own."""
    found: Callable[..., str] = context.resolve(f"default__{macro}")
    return found
