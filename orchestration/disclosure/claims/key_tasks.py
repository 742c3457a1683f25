"""The table of key tasks (重点工作完成情况), row by row; it goes on over pages."""

import re

from orchestration.disclosure.claims.form_words import FormWords, Heads, Row, by_column, heads_of, label
from orchestration.disclosure.claims.model import KeyTask, Origin
from orchestration.disclosure.claims.passages import plain
from orchestration.disclosure.model import Table
from orchestration.disclosure.resolution.segments import cell_place


class TaskReader:
    """Takes the rows below the heads of such a table until a form begins."""

    def __init__(self, origin: Origin, words: FormWords) -> None:
        self.origin = origin
        self.words = words
        self.tasks: list[KeyTask] = []
        self.head = Heads()

    def end(self) -> None:
        """What follows belongs to no table of tasks."""
        self.head = Heads()

    def takes(self, table: Table, row: Row, labels: list[str]) -> bool:
        """Whether the row is the head of such a table, or a task under one."""
        return self._begins(table, row, labels) or self._takes_task(table, row)

    def _begins(self, table: Table, row: Row, labels: list[str]) -> bool:
        found = heads_of(row, labels, self.words.task_heads)
        if not {"task", "completion"} <= found.keys():
            return False
        self.head = Heads(found, table.ragged)
        return True

    def _takes_task(self, table: Table, row: Row) -> bool:
        columns = self.head.columns
        texts = [plain(cell.text) for cell in row]
        if any(label(text) in self.words.whole_department or text.endswith(self.words.whole_titles) for text in texts):
            self.end()
        if not self.head.columns:
            return False
        if all(re.fullmatch(r"[-—]+", text) for text in texts):
            return True
        cells = by_column(columns, row, True)
        if "task" in cells and len(cells) > 1 and not {"content", "completion"}.isdisjoint(cells):
            told = {role: plain(cell.text) for role, cell in cells.items()}
            place = cell_place(table, row[0])
            self.tasks.append(KeyTask(told["task"], told.get("content"), told.get("completion"), self.origin, place))
        elif self.tasks and cells and "task" not in cells:
            last = self.tasks[-1]
            content = (last.content or "") + (plain(cells["content"].text) if "content" in cells else "")
            completion = (last.completion or "") + (plain(cells["completion"].text) if "completion" in cells else "")
            self.tasks[-1] = KeyTask(last.task, content, completion, last.origin, last.place)
        else:
            return False
        return True
