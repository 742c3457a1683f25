"""The process that Great Expectations runs in: it answers a suite and a frame with what each expectation says of it."""

from typing import TYPE_CHECKING

from expectations.engine import answers_of, prepare
from expectations.suites import Suite
from orchestration.home.helper_process import Tell, serve

if TYPE_CHECKING:
    import pyarrow as pa


def _answer(question: "tuple[Suite, pa.Table]", tell: Tell) -> None:
    tell(answers_of(*question))


def main() -> None:
    """Serve, with Great Expectations imported before the first question comes."""
    prepare()
    serve(_answer)
