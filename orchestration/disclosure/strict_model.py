"""The base of all models that are read from the YAML files of the reading; the models themselves do not belong here."""

from pydantic import BaseModel, ConfigDict


class StrictModel(BaseModel):
    """A frozen model that raises pydantic.ValidationError on unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)
