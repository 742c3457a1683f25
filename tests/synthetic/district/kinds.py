"""What departments of a kind spend money on, as data: `data/kinds.yaml`, checked on loading."""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from orchestration.home.settings import PROJECT
from tests.synthetic.documents.codes import standard_names

_FILE = Path(__file__).parent / "data" / "kinds.yaml"

Staff = Literal["civil", "institution"]


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Weights(_Data):
    """How much of basic and of project expenditure an item takes, against the other items of its department."""

    basic: float = 0
    project: float = 0


class CommonItem(_Data):
    """An item that every department has: its basic expenditure is one economic section, as a share of all basic."""

    item: str
    section: str
    share: float
    staff: Staff | None = None


class Budget(_Data):
    """A budget that some departments of the kind have: `items` are shares of the general public budget."""

    chance: float
    items: Mapping[str, float]


class Kind(_Data):
    """A kind of department. `scale` is in 万元."""

    name: str = "{district}{office}"
    offices: tuple[str, ...]
    units: tuple[str, ...] = ()
    scale: tuple[float, float]
    staff: Staff
    basic: float = Field(gt=0, lt=1)
    items: Mapping[str, Weights]
    fund: Budget | None = None
    state_capital: Budget | None = None
    other_income: Mapping[str, float] = Field(default_factory=dict)
    vehicles: float


class Kinds(_Data):
    districts: tuple[str, ...]
    names: Mapping[str, str]
    common: tuple[CommonItem, ...]
    economic: Mapping[Staff, Mapping[str, float]]
    kinds: Mapping[str, Kind]


@cache
def load_kinds() -> Kinds:
    """Raises pydantic's ValidationError that says where."""
    return Kinds.model_validate(yaml.safe_load(_FILE.read_text(encoding="utf-8")))


def commons_of(kind: Kind) -> tuple[CommonItem, ...]:
    """The common items that a department of this kind has."""
    return tuple(common for common in load_kinds().common if common.staff in (None, kind.staff))


@cache
def code_names() -> Mapping[str, str]:
    """Code to current name in both classifications; the project's list, with newer wordings where it has older ones."""
    names: dict[str, str] = {}
    for file_name in ("function_codes.csv", "economic_codes.csv"):
        with (PROJECT / "dbt_project" / "seeds" / file_name).open(encoding="utf-8", newline="") as stream:
            names |= {row["code"]: row["name"] for row in csv.DictReader(stream)}
    return {**names, **load_kinds().names, **standard_names()}
