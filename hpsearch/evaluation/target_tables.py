"""The tables of an evaluation for several targets, each in its own unit."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.inputs.weighing import quantiles
from hpsearch.evaluation.evaluation import OWN_COLUMNS
from hpsearch.evaluation.judged_rows import JudgedRows
from hpsearch.evaluation.judgement_tables import MOST_WORST_ROWS, QUANTILES, metrics_table
from hpsearch.metrics import metric_named
from hpsearch.trials.table import Table

METRIC = "rmse"


def targets_table(
    targets: Sequence[str], rows: JudgedRows, dev: JudgedRows | None, baselines: Mapping[str, JudgedRows], seed: int
) -> Table:
    """Make a table with one row per target: RMSE, interval, dev value, and each baseline on the same rows."""
    table = []
    for place, name in enumerate(targets):
        on_dev = None if dev is None else dev.of_target(place)
        others = {baseline: each.of_target(place) for baseline, each in baselines.items()}
        found = metrics_table([metric_named(METRIC)], rows.of_target(place), on_dev, others, seed)
        table += [(name, *row[1:]) for row in found.rows]
    own = OWN_COLUMNS[1 : 3 if dev is None else 4]
    return Table(("target", METRIC, *own, *baselines), tuple(table))


def residuals_of_targets(targets: Sequence[str], rows: JudgedRows) -> Table:
    """Return weighted quantiles of the residuals of each target, prediction minus truth."""
    found = [quantiles(each, QUANTILES, rows.weights).tolist() for each in (rows.outputs - rows.y).T]
    return Table(("quantile", *targets), tuple(zip(QUANTILES, *found, strict=True)))


def worst_of_targets(targets: Sequence[str], rows: JudgedRows, places: NDArray[np.intp]) -> Table:
    """Return the rows and targets with the largest residuals in standard deviations; `row` is as in `worst_table`.

    `in_deviations` is the residual divided by the target's standard deviation in training, to compare different units.
    """
    residuals = rows.outputs - rows.y
    sizes = residuals / rows.deviations
    worst = np.argsort(-np.abs(sizes).ravel(), kind="stable")[:MOST_WORST_ROWS]
    found = [divmod(int(place), len(targets)) for place in worst]
    return Table(
        ("row", "target", "actual", "predicted", "residual", "in_deviations"),
        tuple(
            (
                int(places[row]) + 1,
                targets[of],
                *(float(each[row, of]) for each in (rows.y, rows.outputs, residuals, sizes)),
            )
            for row, of in found
        ),
    )
