"""The section `hyperparameters`: each key with its type and default, in the order of the tables."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, PlainValidator, WrapValidator

from hpsearch.config.sections.searched import WHOLE_RANGE, Chosen, ChosenMapping, Searched, SearchedWhole
from hpsearch.config.sections.section import ConfigSection, mistake
from hpsearch.config.sections.values import (
    BelowOne,
    Check,
    Count,
    CountOrNone,
    Divisor,
    Kept,
    NonNegative,
    Positive,
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
    """The learning rate set by hand: `{at: {0: 0.01, 40: 0.005}}`, each from that completed epoch on."""

    at: Annotated[dict[str, Positive], Field(min_length=1)] = Field(
        description="learning rates by completed epoch, such as {0: 0.01, 40: 0.005}"
    )


class Augment(ConfigSection):
    """Random changes of the training examples; flip and shift are for images."""

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
        description="a list with the hidden units of each layer; or a number or range, together with the number "
        "of hidden `layers`",
    )
    layers: SearchedWhole[Layers | None] = Field(
        default=None,
        description="the number of hidden layers, if `units` is a number or a range",
    )
    activation: Chosen[Annotated[str, word(ACTIVATIONS)]] = Field(
        default="relu",
        description="the activation function of the hidden units",
    )
    parametric_activation: Chosen[bool] = Field(
        default=False,
        description="each hidden unit learns how non-linear its activation is: A = Z + α (g(Z) − Z), starting "
        "from α = 1, with Adam a tenth as fast as weights",
    )
    initializer: Chosen[Annotated[str, word(INITIALIZERS, "auto")]] = Field(
        default="auto",
        description="the initialisation of the weights; auto: he for the relu family, else xavier",
    )
    batch_norm: Chosen[bool] = Field(
        default=False,
        description="normalise Z of each hidden layer over the batch, in prediction by running averages; γ and β "
        "replace b",
    )
    input_scale: Chosen[bool] = Field(
        default=False,
        description="each input is multiplied by a learned number, which moves 6 times as fast as weights with "
        "Adam, so that important inputs grow",
    )
    members: SearchedWhole[Annotated[Count, Field(le=MAX_MEMBERS)]] = Field(
        default=1,
        description="the number of networks that share the weights of their hidden layers, and whose predictions "
        "are averaged; each has its own scales of the inputs, and its own output layer",
    )
    keep_prob: Searched[Annotated[float | list[float], one_or_list(Kept)]] = Field(
        default=1.0,
        description="inverted dropout: the probability that a hidden unit is kept; one number, or one for each "
        "hidden layer",
    )
    input_keep_prob: Searched[Kept] = Field(default=1.0, description="the same for inputs")
    l2: Searched[NonNegative] = Field(default=0.0, description="λ in λ/(2m) · Σ‖W‖², with m training examples")
    weight_decay: Searched[NonNegative] = Field(
        default=0.0, description="AdamW's decoupled weight decay: α · w · W per step"
    )
    optimizer: Chosen[Annotated[str, word(OPTIMIZERS)]] = Field(
        default="adam",
        description="the optimizer",
    )
    learning_rate: Searched[Positive] = Field(default=0.001, description="α")
    beta1: Searched[BelowOne] = Field(default=0.9, description="β₁ of momentum, Nesterov and Adam")
    beta2: Searched[Annotated[str | float, words_or(BelowOne, "auto")]] = Field(
        default="auto",
        description="β₂ of RMSprop and Adam; auto: 0.9 for RMSprop, 0.999 for Adam",
    )
    epsilon: Searched[Divisor] = Field(default=1e-8, description="ε of RMSprop and Adam")
    schedule: ChosenMapping[StatedSchedule] = Field(
        default="constant",
        description="how the learning rate changes; `{at: {0: 0.01, 40: 0.005}}`: a rate from each number of "
        "completed epochs on",
    )
    decay_rate: Searched[NonNegative] = Field(
        default=1.0,
        description="the decay rate of inverse_time, exponential and inverse_sqrt",
    )
    decay_epochs: SearchedWhole[Count] = Field(
        default=10,
        description="the number of epochs after which staircase halves the rate",
    )
    warmup_epochs: SearchedWhole[CountOrNone] = Field(
        default=0,
        description="epochs in which the rate rises linearly, before the schedule begins",
    )
    regularisation_schedule: Chosen[Annotated[str, PlainValidator(_steady)]] = Field(
        default="constant",
        description="how l2, weight_decay and dropout (1 − keep_prob, 1 − input_keep_prob) change together over "
        "the epochs; flat_cos reduces them to 0 in the second half",
    )
    batch_size: SearchedWhole[Annotated[str | int, words_or(Count, "auto", "full")]] = Field(
        default="auto",
        description="the number of examples of a step; auto: 64 under 10,000 training examples, else 256; full: "
        "all of them",
    )
    epoch_size: SearchedWhole[Count | None] = Field(
        default=None,
        description="the approximate number of training examples of an epoch, to split a pass over a large table "
        "into several epochs; null: an epoch is a whole pass",
    )
    epochs: SearchedWhole[Count] = Field(
        default=30, description="the number of passes over the training part, or with epoch_size of parts of a pass"
    )
    patience: SearchedWhole[Count | None] = Field(
        default=None,
        description="early stopping: the number of epochs without a better dev metric after which training ends; "
        "the weights of the best epoch are used",
    )
    loss: Chosen[Annotated[str, word(OF_LOSS)]] = Field(
        default="auto",
        description="the loss of regression; auto: squared; huber: squared up to a distance of 1 standard "
        "deviation of the target, and linear beyond. Classification always has cross-entropy",
    )
    clip_norm: Searched[Positive | None] = Field(
        default=None,
        description="the largest norm of a gradient; longer ones are scaled down to it",
    )
    label_smoothing: Searched[BelowOne] = Field(
        default=0.0,
        description="s in the smoothed targets (1 − s) y + s/C, in training only",
    )
    ema: Searched[BelowOne] = Field(
        default=0.0,
        description="weight averaging: the network is judged and saved with θ̄ = ema · θ̄ + (1 − ema) · θ over "
        "the steps, corrected for bias; 0: with the parameters of the last step",
    )
    class_weight: Chosen[Literal["balanced"] | None] = Field(
        default=None,
        description="balanced: in training the weight of an example is m/(C·m_c), with m_c examples of its class; "
        "the probabilities are then those of equally frequent classes",
    )
    augment: ChosenMapping[Annotated[dict[str, Any] | None, WrapValidator(_augment)]] = Field(
        default=None,
        description="`{flip: horizontal, shift: 2, noise: 0.01}` on the training part: images are mirrored at "
        "random, shifted by up to 2 pixels, and get noise with this standard deviation on the "
        "normalised inputs",
    )


WHOLE = frozenset(name for name, field in Hyperparameters.model_fields.items() if WHOLE_RANGE in field.metadata)
"""The names of hyperparameters that are whole numbers."""

DEFAULTS: Mapping[str, Any] = {name: field.default for name, field in Hyperparameters.model_fields.items()}
"""The default of every hyperparameter."""
