"""The tables that follow from what was measured."""

from collections.abc import Iterator, Mapping, Sequence
from math import exp, log, sqrt
from statistics import mean, stdev

from benchmarks.anytime.results import Row

Case = tuple[str, float]
"""A table, and the seconds of a search."""

MEASURES = {
    "dev (retrained)": "dev_retrained",
    "test (retrained)": "test_retrained",
    "test (as handed over)": "test_handed_over",
}
"""What is compared, and its column."""


def cases(rows: Sequence[Row], names: Sequence[str]) -> dict[Case, dict[str, list[Row]]]:
    """The rows of each contestant with the seeds that all have; cases that not all have are left out."""
    found: dict[Case, dict[str, list[Row]]] = {}
    for case in sorted({(row.table, row.seconds) for row in rows}):
        of_case = [row for row in rows if (row.table, row.seconds) == case and row.contestant in names]
        seeds = set.intersection(*({row.seed for row in of_case if row.contestant == name} for name in names))
        if seeds:
            found[case] = {
                name: [row for row in of_case if row.contestant == name and row.seed in seeds] for name in names
            }
    return found


def figures(rows: Sequence[Row], names: Sequence[str]) -> Iterator[str]:
    """The errors of all contestants in each case, and the seconds that the first one really took."""
    heads = [*(f"dev, {name}" for name in names), *(f"test, {name}" for name in names)]
    yield f"| {' | '.join(['table', 'seconds', f'{names[0]} took', *heads])} |"
    yield "|" + "---|" * (3 + len(heads))
    for (table, seconds), found in cases(rows, names).items():
        took = f"{average(found[names[0]], 'took'):.1f}"
        dev = [_cell(found[name], "dev_retrained", f" ± {deviation(found[name]):.4f}") for name in names]
        test = [_cell(found[name], "test_handed_over") for name in names]
        yield f"| {' | '.join([table, f'{seconds:g}', took, *dev, *test])} |"


def _cell(rows: Sequence[Row], column: str, after: str = "") -> str:
    """The mean, or `none` where a seed had nothing by then."""
    return f"{average(rows, column):.4f}{after}" if all(row.found for row in rows) else "none"


def comparisons(rows: Sequence[Row], names: Sequence[str]) -> Iterator[str]:
    """In how many tables the first contestant has a lower, equal and higher error, and the geometric mean of ratios.

    A contestant that has nothing by then has the error of the largest class, or of the mean.
    """
    ours, *others = names
    yield f"| seconds | {ours} against | {' | '.join(MEASURES)} |"
    yield "|" + "---|" * (2 + len(MEASURES))
    found = cases(rows, names)
    for seconds in sorted({seconds for _, seconds in found}):
        of_time = [each for (_, at), each in found.items() if at == seconds]
        for other in others:
            cells = [_compared(of_time, ours, other, column) for column in MEASURES.values()]
            yield f"| {seconds:g} | {other} | {' | '.join(cells)} |"


def _compared(found: Sequence[Mapping[str, Sequence[Row]]], ours: str, other: str, column: str) -> str:
    pairs = [(average(each[ours], column), average(each[other], column)) for each in found]
    counts = sum(a < b for a, b in pairs), sum(a == b for a, b in pairs), sum(a > b for a, b in pairs)
    ratio = exp(mean(log(max(a, 1e-9) / max(b, 1e-9)) for a, b in pairs))
    return f"{' : '.join(map(str, counts))} ({ratio:.2f} ×)"


def average(rows: Sequence[Row], column: str) -> float:
    """The mean of a column."""
    return float(mean(getattr(row, column) for row in rows))


def deviation(rows: Sequence[Row]) -> float:
    """The standard error of the mean dev error, by the retrainings of each seed."""
    return sqrt(sum(row.dev_standard_error**2 for row in rows)) / len(rows)


def standard_error(values: Sequence[float]) -> float:
    """Of the mean of some numbers; 0 of a single one.

    >>> standard_error([1.0, 2.0, 3.0, 2.0])
    0.408...
    """
    return stdev(values) / sqrt(len(values)) if len(values) > 1 else 0.0
