"""The section `data`: where the examples come from, and how they are divided."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, PlainValidator

from hpsearch.config.section import ConfigSection, mistake
from hpsearch.config.values import Positive, Text
from hpsearch.config.wording import show


class Shares(ConfigSection):
    """The shares of the parts, which sum to 1; without `test` there is no test part."""

    train: Positive = Field(description="the share of the training part, such as 0.6")
    dev: Positive = Field(description="the share of the dev part, such as 0.2")
    test: Positive | None = None


def _split(value: Any) -> str | dict[str, float]:
    """A word or column as it stands; shares as a dict without the part that is not there."""
    if isinstance(value, str) and value:
        return value
    if not isinstance(value, dict):
        raise mistake(f"{show(value)} divides nothing; expected auto, {{train: 0.6, dev: 0.2, test: 0.2}} or a column")
    shares = Shares.model_validate(value).model_dump(exclude_none=True)
    if abs(sum(shares.values()) - 1) > 1e-6:
        raise mistake(f"the shares sum to {sum(shares.values()):g}; expected a sum of 1")
    return shares


class DataConfig(ConfigSection):
    """The section `data` of a config."""

    source: Text = Field(
        description="a bundled set such as digits, or a path to a .csv, .parquet or .npz file, or - for standard input"
    )
    target: Text | None = None
    task: Literal["auto", "classification", "regression"] = "auto"
    split: Annotated[str | Mapping[str, float], PlainValidator(_split)] = "auto"
    normalize: Literal["standard", "none"] = "standard"
