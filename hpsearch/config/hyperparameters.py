"""The section `hyperparameters`: each key with its type and default, in the order of the tables."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, PlainValidator, WrapValidator

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
    checked_word,
    one_or_list,
    word,
    words_or,
)
from hpsearch.config.wording import show
from hpsearch.engine.activations import ACTIVATIONS
from hpsearch.engine.heads import OF_LOSS
from hpsearch.engine.initializers import INITIALIZERS
from hpsearch.engine.optimizers import OPTIMIZERS
from hpsearch.engine.schedules import SCHEDULES, steady

MAX_LAYERS = 100
MAX_MEMBERS = 64


Layers = Annotated[CountOrNone, Field(le=MAX_LAYERS)]


class TimetableSection(ConfigSection):
    """The learning rate by hand: `{at: {0: 0.01, 40: 0.005}}`, from that completed epoch on."""

    at: Annotated[dict[str, Positive], Field(min_length=1)] = Field(
        description="rates by completed epoch, such as {0: 0.01, 40: 0.005}"
    )


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


def _steady(value: Any) -> str:
    return checked_word(value, steady())


def _augment(value: Any, check: Check) -> Any:
    return Augment.model_validate(value).model_dump() if isinstance(value, dict) else check(value)


StatedSchedule = Annotated[str, word(SCHEDULES), WrapValidator(_schedule)]


class Hyperparameters(ConfigSection):
    """The section `hyperparameters` of a config, before it is resolved."""

    units: SearchedWhole[Annotated[int | list[int], one_or_list(Count)]] = Field(
        default=[64, 32],
        description="a list of hidden units, one for each layer; or a number or range, with the number of hidden "
        "`layers`",
    )
    layers: SearchedWhole[Layers | None] = Field(
        default=None,
        description="the number of hidden layers, where `units` is one number or a range",
    )
    activation: Chosen[Annotated[str, word(ACTIVATIONS)]] = Field(
        default="relu",
        description="what each hidden unit makes of its sum",
    )
    parametric_activation: Chosen[bool] = Field(
        default=False,
        description="each hidden unit learns how far its activation bends: A = Z + α (g(Z) − Z), from α = 1 on, under "
        "Adam a tenth as fast as a weight",
    )
    initializer: Chosen[Annotated[str, word(INITIALIZERS, "auto")]] = Field(
        default="auto",
        description="of the first weights; auto: he for the relu family, else xavier",
    )
    batch_norm: Chosen[bool] = Field(
        default=False,
        description="normalises Z of each hidden layer over the batch, in prediction by running averages; b gives way "
        "to γ and β",
    )
    input_scale: Chosen[bool] = Field(
        default=False,
        description="each input is multiplied by a number that is learned, under Adam 6 times as fast as a weight: "
        "inputs that matter grow",
    )
    members: SearchedWhole[Annotated[Count, Field(le=MAX_MEMBERS)]] = Field(
        default=1,
        description="networks that share their hidden layers' weights, and of whose predictions the mean is taken; "
        "each has its own scale of the inputs, and its own output layer",
    )
    keep_prob: Searched[Annotated[float | list[float], one_or_list(Kept)]] = Field(
        default=1.0,
        description="inverted dropout: the probability that a hidden unit is kept; a number, or one for each hidden "
        "layer",
    )
    input_keep_prob: Searched[Kept] = Field(default=1.0, description="the same for the inputs")
    l2: Searched[NonNegative] = Field(default=0.0, description="λ of λ/(2m) · Σ‖W‖², with m the training examples")
    weight_decay: Searched[NonNegative] = Field(default=0.0, description="AdamW's decoupled decay: α · w · W a step")
    optimizer: Chosen[Annotated[str, word(OPTIMIZERS)]] = Field(
        default="adam",
        description="what turns a gradient into a step",
    )
    learning_rate: Searched[Positive] = Field(default=0.001, description="α")
    beta1: Searched[BelowOne] = Field(default=0.9, description="momentum's and Adam's")
    beta2: Searched[Annotated[str | float, words_or(BelowOne, "auto")]] = Field(
        default="auto",
        description="RMSprop's and Adam's; auto: 0.9 and 0.999",
    )
    epsilon: Searched[Divisor] = Field(default=1e-8, description="RMSprop's and Adam's")
    schedule: ChosenMapping[StatedSchedule] = Field(
        default="constant",
        description="how the learning rate changes; `{at: {0: 0.01, 40: 0.005}}`: the rate from that completed epoch "
        "on",
    )
    decay_rate: Searched[NonNegative] = Field(
        default=1.0,
        description="how fast inverse_time, exponential and inverse_sqrt fall",
    )
    decay_epochs: SearchedWhole[Count] = Field(
        default=10,
        description="after so many epochs the staircase halves the rate",
    )
    warmup_epochs: SearchedWhole[CountOrNone] = Field(
        default=0,
        description="epochs of linear rise before the schedule begins",
    )
    regularisation_schedule: Chosen[Annotated[str, PlainValidator(_steady)]] = Field(
        default="constant",
        description="how l2, weight_decay and dropout (1 − keep_prob, 1 − input_keep_prob) change together; flat_cos "
        "lets them fade in the second half",
    )
    batch_size: SearchedWhole[Annotated[str | int, words_or(Count, "auto", "full")]] = Field(
        default="auto",
        description="the examples of one step; auto: 64 under 10,000 training examples, else 256; full: all of them",
    )
    epoch_size: SearchedWhole[Count | None] = Field(
        default=None,
        description="about so many training examples make an epoch, so that it is a part of a pass over a large table; "
        "else all do",
    )
    epochs: SearchedWhole[Count] = Field(default=30, description="passes over the training part, or parts of a pass")
    patience: SearchedWhole[Count | None] = Field(
        default=None,
        description="early stopping: after so many epochs without a better dev metric, with the best epoch's weights",
    )
    loss: Chosen[Annotated[str, word(OF_LOSS)]] = Field(
        default="auto",
        description="of numbers to predict; auto: squared; huber: squared up to a distance of 1 standard deviation of "
        "the target and linear beyond. Classes have cross-entropy",
    )
    clip_norm: Searched[Positive | None] = Field(
        default=None,
        description="a longer gradient is shortened to this norm",
    )
    label_smoothing: Searched[BelowOne] = Field(
        default=0.0,
        description="s of targets (1 − s) y + s/C, in training alone",
    )
    ema: Searched[BelowOne] = Field(
        default=0.0,
        description="weight averaging: the parameters that are judged and kept are θ̄ = ema · θ̄ + (1 − ema) · θ over "
        "the steps, corrected for its bias; 0: those of the last step",
    )
    class_weight: Chosen[Literal["balanced"] | None] = Field(
        default=None,
        description="balanced: in training an example counts m/(C·m_c), with m_c the examples of its class",
    )
    augment: ChosenMapping[Annotated[dict[str, Any] | None, WrapValidator(_augment)]] = Field(
        default=None,
        description="`{flip: horizontal, shift: 2, noise: 0.01}` on the training part: images mirrored, images moved "
        "by up to so many pixels, noise of that deviation on the normalised inputs",
    )


WHOLE = frozenset(name for name, field in Hyperparameters.model_fields.items() if WHOLE_RANGE in field.metadata)
"""The hyperparameters that are whole numbers."""

DEFAULTS: Mapping[str, Any] = {name: field.default for name, field in Hyperparameters.model_fields.items()}
"""Every hyperparameter as it is where a config says nothing."""
