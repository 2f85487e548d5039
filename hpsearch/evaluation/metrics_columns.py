"""The columns of a table of metrics: those of the model that is judged, and one for each baseline."""

from hpsearch.trials.table import Table

OWN_COLUMNS = ("value", "low", "high", "dev")
"""Those of the model; the last one only where there are dev figures."""


def baseline_columns(table: Table) -> tuple[str, ...]:
    """The columns that are a baseline's."""
    return tuple(name for name in table.header[1:] if name not in OWN_COLUMNS)
