"""Read the table of key tasks (重点工作完成情况) row by row; the table continues across pages."""

import re

from orchestration.disclosure.claims.form_words import (
    FormWords,
    HeadColumns,
    Row,
    cells_under_heads,
    find_heads,
    label_text,
)
from orchestration.disclosure.claims.model import KeyTask, Origin
from orchestration.disclosure.claims.passages import normalise
from orchestration.disclosure.model import Table
from orchestration.disclosure.resolution.segments import cell_place


class KeyTaskReader:
    """Collects the rows below the heads of a key task table until a form begins."""

    def __init__(self, origin: Origin, words: FormWords) -> None:
        self.origin = origin
        self.words = words
        self.tasks: list[KeyTask] = []
        self.head = HeadColumns()

    def end_table(self) -> None:
        """End the table: the rows that follow belong to no key task table."""
        self.head = HeadColumns()

    def read_row(self, table: Table, row: Row, labels: list[str]) -> bool:
        """Read the row and return whether it is the head of a key task table or a task under one."""
        return self._read_head(table, row, labels) or self._read_task(table, row)

    def _read_head(self, table: Table, row: Row, labels: list[str]) -> bool:
        found = find_heads(row, labels, self.words.task_heads)
        if not {"task", "completion"} <= found.keys():
            return False
        self.head = HeadColumns(found, table.ragged)
        return True

    def _read_task(self, table: Table, row: Row) -> bool:
        columns = self.head.columns
        texts = [normalise(cell.text) for cell in row]
        if any(
            label_text(text) in self.words.whole_department or text.endswith(self.words.whole_titles) for text in texts
        ):
            self.end_table()
        if not self.head.columns:
            return False
        if all(re.fullmatch(r"[-—]+", text) for text in texts):
            return True
        cells = cells_under_heads(columns, row, True)
        if "task" in cells and len(cells) > 1 and not {"content", "completion"}.isdisjoint(cells):
            texts_by_role = {role: normalise(cell.text) for role, cell in cells.items()}
            place = cell_place(table, row[0])
            self.tasks.append(
                KeyTask(
                    texts_by_role["task"],
                    texts_by_role.get("content"),
                    texts_by_role.get("completion"),
                    self.origin,
                    place,
                )
            )
        elif self.tasks and cells and "task" not in cells:
            last = self.tasks[-1]
            content = (last.content or "") + (normalise(cells["content"].text) if "content" in cells else "")
            completion = (last.completion or "") + (
                normalise(cells["completion"].text) if "completion" in cells else ""
            )
            self.tasks[-1] = KeyTask(last.task, content, completion, last.origin, last.place)
        else:
            return False
        return True
