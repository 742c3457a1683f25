"""Tables of benchmark results, and whether a result meets its aim."""

from rich.table import Table


def table_of(title: str, *heads: str) -> Table:
    """Return an empty table of right-aligned figures."""
    table = Table(title=title, title_justify="left")
    for head in heads:
        table.add_column(head, justify="right", no_wrap=True)
    return table


def met(measured: float, aim: float) -> str:
    """Return `met` or `missed` as markup, for a measure of which less is better."""
    return "[green]met[/green]" if measured <= aim else "[red]missed[/red]"
