"""The section `hyperparameters`: each key with its type and default, in the order of the tables."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, WrapValidator

from hpsearch.config.section import ConfigSection, mistake
from hpsearch.config.values import (
    WHOLE_RANGE,
    BelowOne,
    Check,
    Chosen,
    ChosenMapping,
    Count,
    CountOrNone,
    Divisor,
    Kept,
    NonNegative,
    Positive,
    Searched,
    SearchedWhole,
    one_or_list,
    word,
    words_or,
)
from hpsearch.config.wording import show
from hpsearch.engine.activations import ACTIVATIONS
from hpsearch.engine.heads import OF_LOSS
from hpsearch.engine.initializers import INITIALIZERS
from hpsearch.engine.optimizers import OPTIMIZERS
from hpsearch.engine.schedules import SCHEDULES

MAX_LAYERS = 100


Layers = Annotated[CountOrNone, Field(le=MAX_LAYERS)]


class TimetableSection(ConfigSection):
    """The learning rate by hand: `{at: {0: 0.01, 40: 0.005}}`, from that completed epoch on."""

    at: dict[str, Positive] = Field(description="rates by completed epoch, such as {0: 0.01, 40: 0.005}")


class Augment(ConfigSection):
    """What is done to the training examples; flip and shift are for images."""

    flip: Literal["horizontal"] | None = None
    shift: CountOrNone = 0
    noise: NonNegative = 0.0


def _schedule(value: Any, check: Check) -> Any:
    if not isinstance(value, dict):
        return check(value)
    timetable = TimetableSection.model_validate(value).model_dump()
    for epoch in timetable["at"]:
        if not epoch.isdecimal():
            raise mistake(f"{show(epoch)} is no count of epochs; expected rates by epoch, such as {{0: 0.01}}")
    return timetable


def _augment(value: Any, check: Check) -> Any:
    return Augment.model_validate(value).model_dump() if isinstance(value, dict) else check(value)


StatedSchedule = Annotated[str, word(SCHEDULES), WrapValidator(_schedule)]


class Hyperparameters(ConfigSection):
    """The section `hyperparameters` of a config, before it is resolved."""

    units: SearchedWhole[Annotated[int | list[int], one_or_list(Count)]] = [64, 32]  # noqa: RUF012, a field
    layers: SearchedWhole[Layers | None] = None
    activation: Chosen[Annotated[str, word(ACTIVATIONS)]] = "relu"
    initializer: Chosen[Annotated[str, word(["auto", *INITIALIZERS])]] = "auto"
    batch_norm: Chosen[bool] = False
    keep_prob: Searched[Annotated[float | list[float], one_or_list(Kept)]] = 1.0
    input_keep_prob: Searched[Kept] = 1.0
    l2: Searched[NonNegative] = 0.0
    weight_decay: Searched[NonNegative] = 0.0
    optimizer: Chosen[Annotated[str, word(OPTIMIZERS)]] = "adam"
    learning_rate: Searched[Positive] = 0.001
    beta1: Searched[BelowOne] = 0.9
    beta2: Searched[Annotated[str | float, words_or(BelowOne, "auto")]] = "auto"
    epsilon: Searched[Divisor] = 1e-8
    schedule: ChosenMapping[StatedSchedule] = "constant"
    decay_rate: Searched[NonNegative] = 1.0
    decay_epochs: SearchedWhole[Count] = 10
    warmup_epochs: SearchedWhole[CountOrNone] = 0
    batch_size: SearchedWhole[Annotated[str | int, words_or(Count, "auto", "full")]] = "auto"
    epochs: SearchedWhole[Count] = 30
    patience: SearchedWhole[Count | None] = None
    loss: Chosen[Annotated[str, word(OF_LOSS)]] = "auto"
    clip_norm: Searched[Positive | None] = None
    label_smoothing: Searched[BelowOne] = 0.0
    class_weight: Chosen[Literal["balanced"] | None] = None
    augment: ChosenMapping[Annotated[dict[str, Any] | None, WrapValidator(_augment)]] = None


WHOLE = frozenset(name for name, field in Hyperparameters.model_fields.items() if WHOLE_RANGE in field.metadata)
"""The hyperparameters that are whole numbers."""

DEFAULTS: Mapping[str, Any] = {name: field.default for name, field in Hyperparameters.model_fields.items()}
"""Every hyperparameter as it is where a config says nothing."""
