"""The section `data`: where the examples come from, and how they are divided."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, PlainValidator, WrapValidator

from hpsearch.config.problems import Problem
from hpsearch.config.section import ConfigSection, mistake, together, unknown_key
from hpsearch.config.values import (
    Check,
    Chosen,
    ChosenMapping,
    ColumnName,
    Count,
    Positive,
    Text,
    Whole,
    one_or_list,
    word,
)
from hpsearch.config.wording import nearest, show
from hpsearch.data.reading.dialect import ENCODINGS
from hpsearch.trials.input_views import PLAIN_NUMBERS, STANDARD


class Shares(ConfigSection):
    """The shares of the parts, which sum to 1; without `test` there is no test part."""

    train: Positive = Field(description="the share of the training part, such as 0.6")
    dev: Positive = Field(description="the share of the dev part, such as 0.2")
    test: Positive | None = None


class Folds(ConfigSection):
    """k-fold cross-validation of all rows that are not test; without `test` the size rule says how many these are."""

    folds: Annotated[Whole, Field(ge=2, le=100)] = Field(description="the number of folds, such as 5")
    test: Annotated[float, Field(ge=0, lt=1)] | None = None


def _split(value: Any) -> str | dict[str, float]:
    """A word or column as it stands; shares as a dict without the part that is not there."""
    if isinstance(value, str) and (bare := value.strip()):
        return bare
    if not isinstance(value, dict):
        examples = "{train: 0.6, dev: 0.2, test: 0.2}, {folds: 5}"
        raise mistake(f"{show(value)} divides nothing; expected auto, {examples} or a column")
    if any(nearest(str(key), [*Shares.model_fields, "folds"]) == "folds" for key in value):
        return Folds.model_validate(value).model_dump(exclude_none=True)
    shares = Shares.model_validate(value).model_dump(exclude_none=True)
    if abs(sum(shares.values()) - 1) > 1e-6:
        raise mistake(f"the shares sum to {sum(shares.values()):g}; expected a sum of 1")
    return shares


class CsvConfig(ConfigSection):
    """How text files are written, as far as it is not to be guessed."""

    separator: Annotated[str, word([",", ";", "\t", "|"])] | None = None
    decimal: Annotated[str, word([".", ","])] | None = None
    encoding: Annotated[str, word(ENCODINGS)] | None = None
    header: bool | None = None
    missing: list[str] | None = None


def _csv(value: Any) -> CsvConfig | str:
    return "auto" if value == "auto" else CsvConfig.model_validate(value)


def _class(value: Any) -> str:
    """A class as it is named: a number or a truth value as the target's column has it."""
    if isinstance(value, bool | int | float | str) and value != "":
        return str(value)
    raise mistake(f"{show(value)} names no class; expected one of the target's two classes, or auto")


class PiecewiseLinear(ConfigSection):
    """Each number as so many inputs at most, one for each of its bins."""

    piecewise_linear: Count = Field(description="a number of bins, such as 16")


def _numbers(value: Any) -> str | dict[str, int]:
    if value == PLAIN_NUMBERS:
        return PLAIN_NUMBERS
    if not isinstance(value, dict):
        raise mistake(f"{show(value)} is not known here; expected plain, or {{piecewise_linear: 16}}")
    return PiecewiseLinear.model_validate(value).model_dump()


def _in_every_trial(value: Any, check: Check) -> Any:
    """Refuse what only a hyperparameter has beside its choices: every trial has a view of the data."""
    if isinstance(value, dict) and "choices" in value:
        for_hyperparameters = "is for hyperparameters; leave it out: every trial draws one of these choices"
        unfit = [
            Problem((key,), for_hyperparameters)
            if key in ("when", "per_layer")
            else Problem((key,), unknown_key(str(key), ["choices"]), by_key=True)
            for key in value
            if key != "choices"
        ]
        if unfit:
            raise together(unfit)
    return check(value)


_Normalize = Annotated[Chosen[Literal["standard", "robust", "none"]], WrapValidator(_in_every_trial)]

_Numbers = Annotated[
    ChosenMapping[Annotated[str | Mapping[str, int], PlainValidator(_numbers)]], WrapValidator(_in_every_trial)
]


class ViewConfig(ConfigSection):
    """What of `data` may be searched, as one setting states it: how numbers become inputs."""

    normalize: _Normalize = STANDARD
    numbers: _Numbers = PLAIN_NUMBERS


def _target(value: str | list[str]) -> str | list[str]:
    """One name as it stands, also where it is a list of one; several, each once, as a list."""
    if isinstance(value, str):
        return value
    if not value:
        raise mistake("names no column; expected one or more, such as [a, b]")
    if twice := next((name for name in value if value.count(name) > 1), None):
        raise mistake(f"names {show(twice)} twice; expected each column once")
    return value[0] if len(value) == 1 else value


class DataConfig(ConfigSection):
    """The section `data` of a config."""

    source: Text = Field(
        description="a bundled set such as digits, or a path to a .csv, .parquet or .npz file, or - for standard input"
    )
    target: Annotated[str | list[str], one_or_list(ColumnName), AfterValidator(_target)] | None = Field(
        default=None,
        description="the column of a table to predict; null: the last one. Or several columns of numbers, "
        "`[height, weight]`, which one network predicts: each is standardised by the training part, dev_rmse and the "
        "like are the mean over the standardised targets, dev_loss is the sum; evaluate has the RMSE of each in its "
        "own unit. Rows that lack one are left out",
    )
    inputs: Annotated[list[ColumnName], Field(min_length=1)] | None = Field(
        default=None,
        description="the columns that are inputs; null: all others",
    )
    ignore: list[ColumnName] = Field(default=[], description="columns that are no inputs")
    positive: Annotated[str, PlainValidator(_class)] = Field(
        default="auto",
        description="the class, of two, that F1 judges; auto: the rarer",
    )
    csv: Annotated[CsvConfig | Literal["auto"], PlainValidator(_csv)] = Field(
        default="auto",
        description="`{separator, decimal, encoding, header, missing}`: what is not to be guessed of a text file",
    )
    task: Literal["auto", "classification", "regression"] = Field(
        default="auto",
        description="auto: classification for text, booleans and up to 20 whole numbers of 5 rows each on average, "
        "else regression",
    )
    split: Annotated[str | Mapping[str, float], PlainValidator(_split)] = Field(
        default="auto",
        description="auto: 60/20/20 for small sets; dev and test never take more than 10,000 examples each. Shares, "
        "`{train: 0.7, dev: 0.3}`; a column that says train, dev or test; or `{folds: 5, test: 0.2}`: "
        "cross-validation, in which each trial trains once for each fold, and dev metrics are over all rows that are "
        "held out",
    )
    group: ColumnName | None = Field(
        default=None,
        description="a column, which is no input: rows of one value never stand in two parts, such as those of one "
        "patient",
    )
    order: ColumnName | None = Field(
        default=None,
        description="a column of dates or numbers, which is no input: the earliest rows train, later ones are dev, "
        "the latest test; with `group`, by the last row of each group",
    )
    weight: ColumnName | None = Field(
        default=None,
        description="a column of numbers from 0 that says how much each row counts, in training, in every metric and "
        "in what is taken from the training part, such as μ and σ: a row of weight 2 counts as two equal rows, one of "
        "weight 0 as none. The sizes of the parts, and the μ and σ that batch_norm has of a batch, count rows",
    )
    normalize: _Normalize = Field(
        default=STANDARD,
        description="(x − μ)/σ with μ and σ of the training part; robust: (x − median)/(q75 − q25), outliers bent. "
        "`{choices: [standard, robust]}` searches it as a hyperparameter",
    )
    numbers: _Numbers = Field(
        default=PLAIN_NUMBERS,
        description="plain: an input each; `{piecewise_linear: 16}`: up to 16, one for each bin of the training part, "
        "0 below the bin, 1 above it and linear within (Gorishniy et al. 2022). "
        "`{choices: [plain, {piecewise_linear: 16}]}` searches it as a hyperparameter",
    )
    missing: Literal["mean", "indicator"] = Field(
        default="mean",
        description="the training part's mean; indicator: and an input that says that the value was missing",
    )
    predictions: Literal["free", "in_range"] = Field(
        default="free",
        description="in_range: a number is never predicted below the least or above the largest target of the training "
        "part; for targets that stay in a range, and not for what grows over time",
    )
    dates: Literal["parts", "drop"] = Field(
        default="parts",
        description="parts: year, month, day, weekday, hour where there is one, and days since the first; drop: no "
        "inputs",
    )
    levels: Count = Field(
        default=100,
        description="so many words of a column get an input each, the most frequent; the others share one",
    )
