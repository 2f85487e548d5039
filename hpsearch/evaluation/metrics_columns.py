"""The columns of a table of metrics: those of the evaluated model, and one for each baseline."""

from hpsearch.trials.table import Table

OWN_COLUMNS = ("value", "low", "high", "dev")
"""Columns of the model; the last one only if there are dev metrics."""


def baseline_columns(table: Table) -> tuple[str, ...]:
    """Return the columns of baselines."""
    return tuple(name for name in table.header[1:] if name not in OWN_COLUMNS)
