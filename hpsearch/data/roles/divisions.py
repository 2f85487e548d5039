"""Find columns by which rows should be divided rather than at random, by their names and values."""

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

ENTITIES = frozenset(
    [
        *("patient", "subject", "person", "participant", "individual", "case", "donor", "animal", "twin", "family"),
        *("user", "customer", "client", "member", "household", "account", "visitor", "session", "buyer", "guest"),
        *("student", "pupil", "employee", "worker", "driver", "player", "author", "speaker", "writer", "rater"),
        *("machine", "device", "sensor", "vehicle", "engine", "unit", "station", "site", "well", "plot", "batch"),
        *("hospital", "clinic", "school", "store", "shop", "company", "group", "cluster", "video", "image", "document"),
    ]
)
LABELS = frozenset(["id", "ids", "no", "nr", "num", "number", "code", "key", "name", "index", "idx", "hash"])
TIME_WORDS = frozenset(["date", "time", "timestamp", "datetime", "day", "when", "at"])

FEWEST_VALUES, MANY_VALUES = 5, 20
"""Smallest number of values of a group column, and the number from which its rows need not be consecutive."""

LATER = 0.95
"""Share of rows that are not earlier than the row before, from which a table counts as ordered by time."""


def names_an_entity(name: str) -> bool:
    """Whether the name is that of a person or thing which may have several rows; a plural after a word is a count.

    >>> [names_an_entity(name) for name in ("patient", "customerId", "subject_no", "user_rating", "id", "Patients")]
    [True, True, True, False, False, True]
    >>> [names_an_entity(name) for name in ("open_accounts", "n_sessions")]
    [False, False]
    """
    words = _words(name)
    while len(words) > 1 and words[-1] in LABELS:
        words.pop()
    return bool(words) and (words[-1] in ENTITIES or (len(words) == 1 and words[0].removesuffix("s") in ENTITIES))


def names_a_time(name: str) -> bool:
    """Whether the name is that of the time of a row.

    >>> [names_a_time(name) for name in ("date", "order_date", "createdAt", "birth_date", "price")]
    [True, True, True, False, False]
    """
    words = _words(name)
    return bool(words) and words[-1] in TIME_WORDS and not {"birth", "born", "dob"} & {*words}


def _words(name: str) -> list[str]:
    apart = re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", name)
    return [word.lower() for word in re.split(r"[^A-Za-z]+", apart) if word]


def repeats(values: NDArray[np.generic]) -> bool:
    """Whether each value has several rows, and these are consecutive, or there are many values."""
    if values.size == 0:
        return False
    runs = 1 + int(np.count_nonzero(values[1:] != values[:-1]))
    different = np.unique(values).size
    some = FEWEST_VALUES <= different <= values.size / 2
    return some and (runs <= 2 * different or different >= MANY_VALUES)


def in_time(moments: NDArray[np.datetime64]) -> bool:
    """Whether nearly all rows are in the order of time, in either direction."""
    steps = np.diff(moments[~np.isnat(moments)]).astype(np.int64)
    if steps.size < FEWEST_VALUES or np.count_nonzero(steps) < FEWEST_VALUES:
        return False
    return bool(max(np.mean(steps >= 0), np.mean(steps <= 0)) >= LATER)


def leaks(group: str | None, order: str | None) -> Iterator[str]:
    """Yield a warning about a random split of rows that belong together, or have an order in time."""
    if group is not None:
        yield (
            f"column {group!r} names whom or what a row is of, and repeats: at random, rows of one value stand in "
            f"several parts, and what is learnt of it by heart counts as right; data.group: {group} keeps them together"
        )
    if order is not None:
        yield (
            f"column {order!r} dates the rows: at random, networks train on later rows than those that they are judged "
            f"on; data.order: {order} judges them by the latest"
        )
