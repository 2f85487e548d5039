"""The section `data`: where the examples come from, and how they are divided."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, PlainValidator, WrapValidator

from hpsearch.config.problems import Problem
from hpsearch.config.sections.searched import Chosen, ChosenMapping
from hpsearch.config.sections.section import ConfigSection, mistake, together, unknown_key
from hpsearch.config.sections.values import (
    Check,
    ColumnName,
    Count,
    Positive,
    Text,
    Whole,
    each_checked,
    one_or_list,
    word,
)
from hpsearch.config.wording import nearest, show
from hpsearch.data.reading.dialect import ENCODINGS, SEPARATORS
from hpsearch.trials.input_views import PLAIN_NUMBERS, STANDARD


class Shares(ConfigSection):
    """The shares of the parts, which sum to 1; without `test` there is no test part."""

    train: Positive = Field(description="the share of the training part, such as 0.6")
    dev: Positive = Field(description="the share of the dev part, such as 0.2")
    test: Positive | None = None


class Folds(ConfigSection):
    """k-fold cross-validation of all rows that are not test; without `test`, its size follows the rule of auto."""

    folds: Annotated[Whole, Field(ge=2, le=100)] = Field(description="the number of folds, such as 5")
    test: Annotated[float, Field(ge=0, lt=1)] | None = None


def _split(value: Any) -> str | dict[str, float]:
    """Return a word or column unchanged; shares as a dict without a missing part."""
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


def _separator(value: Any) -> str:
    if isinstance(value, str) and value in SEPARATORS:
        return value
    raise mistake(
        f"{show(value)} is not read as a separator; expected {', '.join(map(show, SEPARATORS))}; write one of these in "
        "the file in place of another"
    )


def _marks(value: Any) -> list[str]:
    """Return the marks of missing values as text; one alone needs no list."""
    if not isinstance(value, list):
        return [_mark(value)]
    return each_checked(value, _mark)


def _mark(value: Any) -> str:
    """Return a mark: a number is compared by value, so that it may be written in any way."""
    if isinstance(value, int | float | str) and not isinstance(value, bool):
        return str(value)
    raise mistake(f'{show(value)} marks no missing value; expected text or a number, as in ["NA", -999]')


class CsvConfig(ConfigSection):
    """The format of text files, for properties that are not to be guessed."""

    separator: Annotated[str, PlainValidator(_separator)] | None = None
    decimal: Annotated[str, word([".", ","])] | None = None
    encoding: Annotated[str, word(ENCODINGS)] | None = None
    header: bool | None = None
    missing: Annotated[list[str], PlainValidator(_marks)] | None = None


def _csv(value: Any) -> CsvConfig | str:
    return "auto" if value == "auto" else CsvConfig.model_validate(value)


def _class(value: Any) -> str:
    """Return the name of a class: a number or a bool as written in the target's column."""
    if isinstance(value, bool | int | float | str) and value != "":
        return str(value)
    raise mistake(f"{show(value)} names no class; expected one of the target's two classes, or auto")


MOST_COSINES = 1_000
"""The largest number of cosines of each number."""


class PiecewiseLinear(ConfigSection):
    """Each number as at most `piecewise_linear` inputs, one for each of its bins."""

    piecewise_linear: Count = Field(description="a number of bins, such as 16")


class PeriodicNumbers(ConfigSection):
    """Each number as it is, and `periodic` cosines of it, whose frequencies and phases are learned."""

    periodic: Annotated[Count, Field(le=MOST_COSINES)] = Field(description="a number of cosines, such as 8")


def _numbers(value: Any) -> str | dict[str, int]:
    if value == PLAIN_NUMBERS:
        return PLAIN_NUMBERS
    if not isinstance(value, dict):
        raise mistake(f"{show(value)} is not known here; expected plain, {{piecewise_linear: 16}} or {{periodic: 8}}")
    meant = {_meant(key): count for key, count in value.items()}
    if {"piecewise_linear", "periodic"} <= meant.keys():
        both = ", ".join(f"{{{name}: {show(meant[name])}}}" for name in ("piecewise_linear", "periodic"))
        raise mistake(f"a network has bins or cosines, not both; give one, or search both: {{choices: [{both}]}}")
    kind = PeriodicNumbers if "periodic" in meant else PiecewiseLinear
    return kind.model_validate(value).model_dump()


def _meant(key: Any) -> str | None:
    return nearest(str(key), [*PiecewiseLinear.model_fields, *PeriodicNumbers.model_fields])


def _in_every_trial(value: Any, check: Check) -> Any:
    """Refuse `when` and the like, which only hyperparameters can have: every trial has a view of the data."""
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
    """The keys of `data` that may be searched, with one value each: how numbers become inputs."""

    normalize: _Normalize = STANDARD
    numbers: _Numbers = PLAIN_NUMBERS


def _target(value: str | list[str]) -> str | list[str]:
    """Return a single name as a string, also from a list of one; several as a list without duplicates."""
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
        description="the column of a table to predict; null: the last one. Or several numeric columns, `[height, "
        "weight]`, which one network predicts: each is standardised by the training part, dev_rmse "
        "and the like are means over the standardised targets, dev_loss is the sum; evaluate reports "
        "the RMSE of each in its own unit. Rows that lack one of them are left out",
    )
    inputs: Annotated[list[ColumnName], Field(min_length=1)] | None = Field(
        default=None,
        description="the columns to use as inputs; null: all others",
    )
    ignore: list[ColumnName] = Field(default=[], description="columns that are not inputs")
    positive: Annotated[str, PlainValidator(_class)] = Field(
        default="auto",
        description="the positive class of two, for F1 and similar metrics; auto: the rarer one",
    )
    csv: Annotated[CsvConfig | Literal["auto"], PlainValidator(_csv)] = Field(
        default="auto",
        description="`{separator, decimal, encoding, header, missing}`: properties of a text file that are not to"
        " be guessed",
    )
    task: Literal["auto", "classification", "regression"] = Field(
        default="auto",
        description="auto: classification for text, booleans and up to 20 different whole numbers with 5 rows "
        "each on average, else regression",
    )
    split: Annotated[str | Mapping[str, float], PlainValidator(_split)] = Field(
        default="auto",
        description="auto: 60/20/20 for small sets; dev and test never have more than 10,000 examples each. "
        "Shares, `{train: 0.7, dev: 0.3}`; a column with the values train, dev and test; or `{folds: "
        "5, test: 0.2}`: cross-validation, in which each trial trains once for each fold, and dev "
        "metrics are over all held-out rows",
    )
    group: ColumnName | None = Field(
        default=None,
        description="a column that is not an input: rows with the same value, such as those of one patient, are "
        "always in the same part",
    )
    order: ColumnName | None = Field(
        default=None,
        description="a column of dates or numbers that is not an input: the earliest rows are train, later ones "
        "dev, the latest test; with `group`, by the last row of each group",
    )
    weight: ColumnName | None = Field(
        default=None,
        description="a column of numbers from 0 with the weight of each row in training, in every metric and in "
        "statistics of the training part, such as μ and σ: a row of weight 2 counts as two equal "
        "rows, one of weight 0 is left out. The sizes of the parts, and the μ and σ of batch_norm, "
        "are by number of rows",
    )
    normalize: _Normalize = Field(
        default=STANDARD,
        description="standard: (x − μ)/σ with μ and σ of the training part; robust: (x − median)/(q75 − q25), "
        "with outliers compressed. `{choices: [standard, robust]}` searches it like a hyperparameter",
    )
    numbers: _Numbers = Field(
        default=PLAIN_NUMBERS,
        description="plain: one input for each number; `{piecewise_linear: 16}`: up to 16 inputs, one for each "
        "bin of the training part: 0 below the bin, 1 above it, linear within it (Gorishniy et al. "
        "2022); `{periodic: 8}`: one input for each number, and 8 cosines of it, whose frequencies and phases the "
        "network learns. `{choices: [{piecewise_linear: 16}, {periodic: 8}]}` searches it like a hyperparameter",
    )
    missing: Literal["mean", "indicator"] = Field(
        default="mean",
        description="mean: the mean of the training part; indicator: the mean, and an input that is 1 if the "
        "value is missing",
    )
    predictions: Literal["free", "in_range"] = Field(
        default="free",
        description="in_range: predictions are limited to the range of the target in the training part; for "
        "targets that stay in a range, not for those that grow over time",
    )
    dates: Literal["parts", "drop"] = Field(
        default="parts",
        description="parts: year, month, day, weekday, hour if there is one, and days since the first date; drop:"
        " no inputs",
    )
    levels: Count = Field(
        default=100,
        description="the number of most frequent words of a column that get an input each; the others share one",
    )
