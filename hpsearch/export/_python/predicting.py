"""The public functions of an exported program, which average the predictions of its networks."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from hpsearch.data.target.names import statistic_as_json
from hpsearch.export._averaging import Averaging
from hpsearch.export._python.ways import Ways
from hpsearch.models.model import Model


def predictions(members: Sequence[Model], names: Sequence[str], ways: Ways, averaging: Averaging) -> Iterator[str]:
    """Yield the public functions for networks called `names` in the program, which use the preprocessings `ways`."""
    model = members[0]
    dtype = "" if model.parameters.dtype == np.float32 else ".astype(np.float64)"
    inputs = "".join(f"    x{mark} = inputs{mark}(rows){dtype}\n" for _, mark in ways)
    outputs = [
        _limited(f"in_pieces({name}, x{ways.mark(each.preprocessing)})", each)
        for each, name in zip(members, names, strict=True)
    ]
    if model.classes:
        mean = _mean([f"{each.architecture.head}({z})" for each, z in zip(members, outputs, strict=True)], averaging)
        yield (
            "def probabilities(rows):\n"
            '    """The probability of each class, (rows, classes), in the order of CLASSES."""\n'
            f"{inputs}    return {_tempered(mean, averaging)}"
        )
        yield (
            "def predict(rows):\n"
            '    """The class of each row: of a list of dicts, a dict of columns, or a DataFrame."""\n'
            "    return [CLASSES[place] for place in probabilities(rows).argmax(axis=1)]"
        )
        return
    several = len(model.preprocessing.targets) > 1
    what = "values of each row, (rows, targets)" if several else "value of each row"
    yield (
        f'def predict(rows):\n    """The {what}: of a list of dicts, a dict of columns, or a DataFrame."""\n'
        f"{inputs}    return {_numbers(members, outputs, averaging, several=several)}"
    )


def _numbers(members: Sequence[Model], outputs: Sequence[str], averaging: Averaging, *, several: bool) -> str:
    """Return the mean in the targets' units; networks that standardise the targets differently are converted first."""
    statistics = [_statistics(member) for member in members]
    if any(each != statistics[0] for each in statistics):
        form = ".T" if several else "[0]"
        return _mean(
            [f"({z}{form} * {std} + {mean})" for z, (mean, std) in zip(outputs, statistics, strict=True)], averaging
        )
    mean = _mean([z if several else f"{z}[0]" for z in outputs], averaging)
    return f"{f'{mean}.T' if several else mean} * TARGET_STD + TARGET_MEAN"


def _limited(z: str, model: Model) -> str:
    """Clip Z, (outputs, rows), to the range of the target, if it has one."""
    if model.preprocessing.target_range is None:
        return z
    bounds = model.preprocessing.target_range.as_json()
    stated = [
        f"np.array({[[each] for each in bound]!r})" if isinstance(bound, list) else repr(bound) for bound in bounds
    ]
    return f"np.clip({z}, {', '.join(stated)})"


def _statistics(model: Model) -> tuple[str, str]:
    """Return mean and standard deviation of the target, or of each of several targets, as text."""
    values: list[Any] = [statistic_as_json(model.preprocessing.target_mean)]
    values.append(statistic_as_json(model.preprocessing.target_std))
    mean, deviation = (f"np.array({each!r})" if isinstance(each, list) else repr(each) for each in values)
    return mean, deviation


def _mean(values: Sequence[str], averaging: Averaging) -> str:
    if len(values) == 1:
        return values[0]
    return " + ".join(f"{share!r} * {value}" for share, value in zip(averaging.shares, values, strict=True)).join("()")


def _tempered(mean: str, averaging: Averaging) -> str:
    """Apply a temperature to probabilities: divide their logarithms by it and normalise."""
    if averaging.temperature == 1:
        return mean
    return f"with_temperature({mean}, {averaging.temperature!r})"
