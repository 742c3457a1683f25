"""How benchmarks show what they measured, and whether it is what was aimed at."""

from rich.table import Table


def table_of(title: str, *heads: str) -> Table:
    """A table of figures."""
    table = Table(title=title, title_justify="left")
    for head in heads:
        table.add_column(head, justify="right", no_wrap=True)
    return table


def met(measured: float, aim: float) -> str:
    """In a word, for a measure of which less is better."""
    return "[green]met[/green]" if measured <= aim else "[red]missed[/red]"
