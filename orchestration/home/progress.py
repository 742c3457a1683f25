"""What a run tells the person who waits for it. The CLI draws it; the Dagster UI has its own displays."""

from enum import StrEnum
from typing import Protocol


class Stage(StrEnum):
    """The stages of a run, in their order."""

    STARTING = "starting 启动"
    CATALOGUE = "identity catalogue 勾稽关系目录"
    PREVIOUS = "previous publication 上一次发布"
    REGISTRY = "registry 登记表"
    CHANGES = "what changed 查找变化"
    READING = "reading 读取"
    EVALUATION = "models up to the audit 建模与审计"
    SUSPECTS = "suspects 疑点"
    VERDICTS = "verdicts 裁定"
    MARTS = "marts 集市"
    GATE = "publication gate 发布闸门"
    PUBLICATION = "publication 发布"
    REPORTS = "reports 报告"
    DEPARTMENT_YEARS = "department-years 各部门年度"
    OVERVIEW = "overview 总览"


class Progress(Protocol):
    """Stages one after another, and counted steps inside the long ones."""

    def stage(self, stage: Stage, total: int | None = None) -> None:
        """Begin a stage; `total` counts its steps where they are known."""

    def advance(self, what: str) -> None:
        """Count one step of the stage."""


class Silent:
    """Tells nothing: for the daemon, the UI and tests."""

    def stage(self, stage: Stage, total: int | None = None) -> None:
        """Show nothing."""

    def advance(self, what: str) -> None:
        """Show nothing."""
