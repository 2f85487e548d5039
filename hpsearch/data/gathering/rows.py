"""Turn a SourceTable into Rows; the kind of a column follows from all of its cells."""

from hpsearch.data.columns import Rows
from hpsearch.data.gathering.concluding import concluded
from hpsearch.data.gathering.file_sign import TableSigns
from hpsearch.data.gathering.recentring import recentre
from hpsearch.data.gathering.walking import TableWalk
from hpsearch.data.reading.table import SourceTable
from hpsearch.data.roles.asked import Asked
from hpsearch.data.roles.chosen import ChosenColumns
from hpsearch.data.roles.row_weights import RowWeights


def gather(table: SourceTable, asked: Asked) -> Rows:
    """Read the table, as if it had no rows of weight 0, and once more if its cells show another decimal sign.

    Raises DataError with the `key` of the config's `data` that names what is not there.
    """
    chosen = ChosenColumns.of(table, asked)
    table, weights, walk = _walked(table, asked, chosen)
    signs = TableSigns.of(table, walk)
    if table.with_sign is not None and signs.decided.sign != walk.decimal:
        del walk  # whose memory is needed
        table, weights, walk = _walked(table.with_sign(signs.decided.sign), asked, chosen)
    recentre(walk)
    return concluded(table, asked, chosen, walk, weights, signs)


def _walked(
    table: SourceTable, asked: Asked, chosen: ChosenColumns
) -> tuple[SourceTable, RowWeights | None, TableWalk]:
    """The table without rows of weight 0, the weights, and a walk over all cells."""
    weights = None if asked.weight is None else RowWeights.of(table, asked, chosen, asked.weight)
    if weights is not None:
        table = weights.counted(table)
    walk = TableWalk(table, asked, chosen, None if weights is None else weights.counting)
    walk.over(chosen.read, frozenset())
    late = walk.turned_to_text()
    if late:  # cells before the first one that is not a number are needed as text, too
        walk.over(late, frozenset(late))
    return table, weights, walk
