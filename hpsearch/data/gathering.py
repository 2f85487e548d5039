"""A Table → Rows: each column read as what all of its cells are."""

from hpsearch.data.asked import Asked
from hpsearch.data.chosen import Chosen
from hpsearch.data.columns import Rows
from hpsearch.data.concluding import Conclusion
from hpsearch.data.reading.table import Table
from hpsearch.data.walking import Walk


def gather(table: Table, asked: Asked) -> Rows:
    """Reads the table. Raises DataError with the `key` of the config's `data` that names what is not there."""
    chosen = Chosen.of(table, asked)
    walk = Walk(table, asked, chosen)
    walk.over(chosen.read, frozenset())
    late = walk.turned_to_text()
    if late:  # what came before the first cell that is no number is to be had as text, too
        walk.over(late, frozenset(late))
    return Conclusion(table, asked, chosen, walk).rows()
