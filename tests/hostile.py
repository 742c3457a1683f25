"""Texts with which a document, a name or a note would speak to whatever shows it."""

SENTINELS = (
    "\x1b[31mred",
    "\x1b]0;title\x07",
    "\x9b2Jcleared",
    "two\x00parts",
    "ab‮cd",
    "⁧reversed⁩",
    "[red]markup[/red]",
    "![](http://outside.example/a.png)",
    "<img src=http://outside.example/b.png onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "<!channel>",
    "<at user_id=all>all</at>",
    "@all",
    "=cmd|' /C calc'!A0",
    '＝HYPERLINK("http://outside.example")',
    "{{ 7 * 7 }}",
    "%s%n",
    "' or '1'='1",
)
"""One for each language that a sink might understand."""

UNSEEN = ("\x00", "\x07", "\x1b", "\x9b", "‮", "⁧", "⁩")
"""Characters that no sink may hold: they command a terminal or turn text round."""
