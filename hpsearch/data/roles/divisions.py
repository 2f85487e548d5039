"""Find columns by which rows should be divided rather than at random, by their names and values."""

import re
from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.roles.asked import Asked
from hpsearch.data.roles.lying_together import count_runs
from hpsearch.text.counting import how_many

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
BARE_LABELS = frozenset(
    ["id", "ids", "nr", "uuid", "guid", "pid", "uid", "sid", "hhid", "idcode", "idno", "idnr", "idnum"]
)
"""Names that alone, without the word for a person or thing, are those of one."""

MEASURES = frozenset(
    [
        *("to", "of", "per", "from", "in", "by", "for", "with", "since", "until"),
        *("distance", "dist", "size", "length", "width", "height", "depth", "area", "weight", "age", "time"),
        *("price", "cost", "fee", "rate", "share", "total", "average", "avg", "mean", "max", "min", "sum", "count"),
        *("duration", "n", "num", "number", "days", "hours", "minutes", "km", "miles", "meters", "metres"),
    ]
)
"""Words before that of a person or thing which make a measurement or a count of it."""

TIME_WORDS = frozenset(["date", "time", "timestamp", "datetime", "day", "when", "at"])

PERIODS = frozenset(["year", "yr", "season", "quarter", "month", "week", "period", "wave", "decade", "trend", "hour"])

FEWEST_VALUES, MANY_VALUES = 5, 20
"""Smallest number of values of a group column, and the number from which its rows need not be consecutive."""

LATER = 0.95
"""Share of rows that are not earlier than the row before, from which a table counts as ordered by time."""


def names_an_entity(name: str) -> bool:
    """Whether the name is that of a person or thing which may have several rows; a plural after a word is a count.

    >>> [names_an_entity(name) for name in ("patient", "customerId", "subject_no", "user_rating", "id", "Patients")]
    [True, True, True, False, False, True]
    >>> [names_an_entity(name) for name in ("open_accounts", "n_sessions", "distance to station", "id of patient")]
    [False, False, False, True]
    """
    words = _words(name)
    while len(words) > 1 and words[-1] in LABELS:
        words.pop()
    if not words or (words[0] not in BARE_LABELS and MEASURES.intersection(words[:-1])):
        return False
    return words[-1] in ENTITIES or (len(words) == 1 and _without(words[0], "s", "id", "no", "nr") in ENTITIES)


def names_only_an_identifier(name: str) -> bool:
    """Whether the name says that the column identifies something, and not what.

    >>> [names_only_an_identifier(name) for name in ("id", "ID", "Id-Nr.", "idcode", "order_id", "name", "no")]
    [True, True, True, True, False, False, False]
    """
    words = _words(name)
    return bool(words) and words[0] in BARE_LABELS and LABELS.issuperset(words[1:])


def names_a_time(name: str) -> bool:
    """Whether the name is that of the time of a row.

    >>> [names_a_time(name) for name in ("date", "order_date", "createdAt", "birth_date", "price")]
    [True, True, True, False, False]
    """
    words = _words(name)
    return bool(words) and words[-1] in TIME_WORDS and not {"birth", "born", "dob"} & {*words}


def names_a_period(name: str) -> bool:
    """Whether the name is that of a time or a span of time, which is no thing that has several rows.

    >>> [names_a_period(name) for name in ("year", "Year_Sold", "season", "yearacc", "patient")]
    [True, True, True, False, False]
    """
    return names_a_time(name) or bool(PERIODS.intersection(_words(name)))


def _words(name: str) -> list[str]:
    apart = re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", name)
    return [word.lower() for word in re.split(r"[^A-Za-z]+", apart) if word]


def _without(word: str, *endings: str) -> str:
    return next((word.removesuffix(ending) for ending in endings if word.endswith(ending)), word)


def repeats(values: NDArray[np.generic]) -> bool:
    """Whether each value has several rows, and these are consecutive, or there are many values."""
    if values.size == 0:
        return False
    runs, different = count_runs(values), np.unique(values).size
    some = FEWEST_VALUES <= different <= values.size / 2
    return some and (runs <= 2 * different or different >= MANY_VALUES)


def repeats_in_runs(values: NDArray[np.generic]) -> bool:
    """Whether there are many values, each with several rows, which are consecutive.

    >>> repeats_in_runs(np.repeat(np.arange(20), 2)), repeats_in_runs(np.tile(np.arange(20), 2))
    (True, False)
    """
    return (
        values.size > 0
        and MANY_VALUES <= count_runs(values) <= values.size / 2
        and np.unique(values).size == count_runs(values)
    )


def in_time(moments: NDArray[np.datetime64]) -> bool:
    """Whether nearly all rows are in the order of time, in either direction."""
    steps = np.diff(moments[~np.isnat(moments)]).astype(np.int64)
    if steps.size < FEWEST_VALUES or np.count_nonzero(steps) < FEWEST_VALUES:
        return False
    return bool(max(np.mean(steps >= 0), np.mean(steps <= 0)) >= LATER)


def may_be_an_order(moments: NDArray[np.datetime64]) -> bool:
    """Whether each of three parts can have a moment of its own."""
    return np.unique(moments[~np.isnat(moments)]).size >= len(("train", "dev", "test"))


def leaks(asked: Asked, group: str | None, order: str | None, gaps: Mapping[str, int]) -> Iterator[str]:
    """Yield a warning about a split of rows that belong together, and a random one of rows with an order in time.

    `gaps` has how many rows of a column have no value, which is refused.
    """
    if group is not None and asked.parts is None and asked.group is None:
        split = "a random split" if asked.order is None else f"a split by {asked.order!r} alone"
        yield (
            f"several rows have the same {group!r}, such as the rows of one person: {split} puts them into "
            f"different parts, so that the dev error is too low; data.group: {group} keeps them in one part"
            f"{_once(gaps[group])}{_price_in_time(asked.order or order)}"
        )
    if order is not None and asked.divides_at_random:
        yield (
            f"column {order!r} says when a row was recorded: with a random split, networks train on later rows than "
            f"those that they are judged on; data.order: {order} makes dev and test of the latest rows"
            f"{_once(gaps[order])}"
        )


def _price_in_time(order: str | None) -> str:
    """What a group costs where rows have an order in time, too."""
    if order is None:
        return ""
    beside = f"; beside data.order: {order}, the part of each is that of its last row"
    return f"{beside}, so that dev and test have earlier rows, too"


def _once(gaps: int) -> str:
    if gaps == 0:
        return ""
    return f", once its {how_many(gaps, 'missing value')} {'is' if gaps == 1 else 'are'} filled in"
