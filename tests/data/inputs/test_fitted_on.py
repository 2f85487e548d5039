"""What quartiles and bins of a large training part are fitted on."""

import numpy as np

from hpsearch.data.inputs.bins import Bins
from hpsearch.data.inputs.fitted_on import ENOUGH_VALUES, SAMPLED_ROWS, FittedOn
from hpsearch.data.inputs.fitting import scaling

LARGE = 4 * SAMPLED_ROWS


def _drawn(rows: int, columns: int = 2) -> np.ndarray:
    return np.random.default_rng(0).standard_normal((rows, columns)).astype(np.float32)


def test_a_small_part_is_taken_as_it_is() -> None:
    x = _drawn(SAMPLED_ROWS, 1)
    values, weights = FittedOn.of(x).column(0)
    assert np.array_equal(values, x[:, 0])
    assert weights is None


def test_of_a_large_part_there_are_some_rows_and_the_ends_of_each_column() -> None:
    x = _drawn(LARGE)
    x[[5, 7], 1] = -50, 60
    values, _ = FittedOn.of(x).column(1)
    assert len(values) == SAMPLED_ROWS + 2
    assert (values.min(), values.max()) == (-50, 60)
    assert np.isin(values, x[:, 1]).all()


def test_a_row_keeps_its_own_weight() -> None:
    x = np.arange(LARGE, dtype=np.float32)[:, None]
    values, weights = FittedOn.of(x, x[:, 0].astype(np.float64) + 1).column(0)
    assert weights is not None
    assert np.array_equal(weights[:SAMPLED_ROWS], values[:SAMPLED_ROWS] + 1)
    assert np.array_equal(weights[SAMPLED_ROWS:], [1, 1])  # the ends of the column, which are there twice, count least


def test_a_column_of_many_gaps_is_fitted_on_all_its_values() -> None:
    x = _drawn(LARGE)
    x[ENOUGH_VALUES:, 0] = np.nan
    values, _ = FittedOn.of(x).column(0)
    assert np.array_equal(values, x[:ENOUGH_VALUES, 0])


def test_a_column_without_values_has_none() -> None:
    x = _drawn(LARGE)
    x[:, 1] = np.nan
    assert FittedOn.of(x).column(1)[0].size == 0


def test_quartiles_and_bins_of_some_rows_lie_near_those_of_all() -> None:
    x = _drawn(LARGE, 1)
    robust = scaling(x, "robust", np.zeros(1))
    edges = robust.undone(Bins.fit(x, robust, 16).edges[0][None])[0]
    below = np.array([(x[:, 0] <= edge).mean() for edge in edges])
    assert abs((x[:, 0] <= robust.shift[0]).mean() - 0.5) < 0.006
    assert np.allclose(below, np.linspace(0, 1, 17), atol=0.006)
    assert np.allclose(edges[[0, -1]], [x.min(), x.max()], rtol=1e-4)
