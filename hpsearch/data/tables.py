"""Frames with named columns, one after the other → Rows: numbers, words and what must be left out."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.columns import Column, NumberColumn, Rows, TextColumn, consumed, listed, new_block
from hpsearch.data.frames import as_float64
from hpsearch.data.whole_numbers import merges
from hpsearch.data.words import nearly_numbers
from hpsearch.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

MOST_CATEGORIES = 100
DATE = re.compile(
    r"(\d{4}([-/.])\d{1,2}\2\d{1,2}|\d{1,2}([-/.])\d{1,2}\3(\d{4}|\d{2}))"  # 2024-02-29, 29.2.24
    r"([T ]+\d{1,2}:\d{2}.*)?|\d{1,2}:\d{2}(:\d{2}.*)?"  # with a time of day, or that alone
)


@dataclass(frozen=True, slots=True)
class Table:
    """What is known of a table before its values are read.

    `chunks(words)` starts at the first row; its frames have the columns of `names`, in order, and those of
    `words` as text. `dropped` says for each column that cannot be an input what it holds.
    """

    source: str
    names: tuple[str, ...]
    words: frozenset[str]
    chunks: Callable[[frozenset[str]], Iterator["pd.DataFrame"]]
    dropped: dict[str, str] = field(default_factory=dict)


def gather(table: Table, target: str | None, parts: str | None) -> Rows:
    """Reads the table; where a column turns out to be text, starts over with that column as text.

    Raises DataError with `key` "target" or "split" where they name no column that will do.
    """
    name = _target(table, target)
    words = table.words
    if parts is not None:
        if parts not in table.names:
            raise DataError(f"{table.source}: {_unknown(parts, table.names)}", "split")
        if parts == name:
            raise DataError(f"{table.source}: column {parts!r} cannot be both target and split", "split")
        words |= {parts}
    while True:
        reading = _Reading(table, name, parts, words)
        if not (found := reading.over(table.chunks(words))):
            return _exact(table, reading.rows(), words)
        words |= found


def _exact(table: Table, rows: Rows, words: frozenset[str]) -> Rows:
    """The same rows; where float64 would merge whole numbers of the target, with them as they are written."""
    target = rows.target
    if not isinstance(target, NumberColumn) or not merges(target.values):
        return rows
    text, place = _Words(), table.names.index(target.name)
    for chunk in table.chunks(words | {target.name}):
        text.add(chunk.iloc[:, place])
    return replace(rows, target=replace(target, exact=text.column(target.name)))


def _target(table: Table, target: str | None) -> str:
    if target is None:
        target = next(name for name in reversed(table.names) if name)
    elif target not in table.names or not target:
        raise DataError(f"{table.source}: {_unknown(target, table.names)}", "target")
    if target in table.dropped:
        raise DataError(
            f"{table.source}: target {target!r} holds {table.dropped[target]}; expected numbers or words", "target"
        )
    return target


def _unknown(name: str, names: tuple[str, ...]) -> str:
    near = get_close_matches(name, names, n=1, cutoff=0) or [names[-1]]
    return f"there is no column {name!r}; did you mean {near[0]!r}?"


@dataclass(slots=True)
class _Words:
    """A column of words as it grows."""

    codes: list[NDArray[np.int32]] = field(default_factory=list)
    index: dict[str, int] = field(default_factory=dict)

    def add(self, values: Any) -> None:
        import pandas as pd  # noqa: PLC0415  # imported already where there are frames

        codes, new = pd.factorize(values)
        place = np.array([self.index.setdefault(str(word), len(self.index)) for word in new] + [-1], np.int32)
        self.codes.append(place[codes])  # code −1, missing, finds the −1 at the end

    def column(self, name: str) -> TextColumn:
        codes = np.concatenate(self.codes)
        self.codes.clear()
        return TextColumn(name, codes, tuple(self.index))


class _Reading:
    """One walk over the frames, with a firm opinion of which columns are text."""

    def __init__(self, table: Table, target: str, parts: str | None, words: frozenset[str]) -> None:
        self.table, self.target, self.parts = table, target, parts
        self.dropped = {name: why for name, why in table.dropped.items() if name != parts}
        if "" in table.names:
            self.dropped[""] = "no name, as row numbers have none"
        names = [name for name in table.names if name not in self.dropped]
        self.place = {name: column for column, name in enumerate(table.names)}
        self.numeric = [name for name in names if name not in words and name != target]
        self.words = {name: _Words() for name in names if name in words}
        self.blocks: list[NDArray[np.float32]] = []
        self.target_numbers: list[NDArray[np.float64]] = []
        self.said: dict[str, set[str]] = {name: set() for name in (*self.numeric, target)}
        self.count = 0

    def over(self, chunks: Iterator["pd.DataFrame"]) -> frozenset[str]:
        """Reads on until a column is found to be text after all: its name, or those of several."""
        for chunk in chunks:
            found = self._numbers_of(chunk)
            if found:
                return found
            for name in list(self.words):
                self.words[name].add(chunk.iloc[:, self.place[name]])
                self._drop_if_too_many(name)
            self.count += len(chunk)
        return frozenset()

    def _numbers_of(self, chunk: "pd.DataFrame") -> frozenset[str]:
        block = new_block((len(chunk), len(self.numeric)))
        found = set()
        with np.errstate(over="ignore"):  # what overflows float32 becomes infinite, and the census says so
            for column, name in enumerate(self.numeric):
                values = self._numbers(chunk, name)
                if values is None:
                    found.add(name)
                else:
                    block[:, column] = values
        if self.target not in self.words:
            values = self._numbers(chunk, self.target)
            if values is None:
                found.add(self.target)
            else:
                self.target_numbers.append(values.copy())  # a view would hold on to its whole frame
        self.blocks.append(block)
        return frozenset(found)

    def _numbers(self, chunk: "pd.DataFrame", name: str) -> NDArray[np.float64] | None:
        """The column's numbers, NaN where missing; None if it is text, or numbers here and true/false there."""
        values = chunk.iloc[:, self.place[name]]
        kind = values.dtype.kind if values.dtype.kind in "biuf" else _inferred(values)
        if kind in ("b", "boolean"):
            self.said[name].add("boolean")
        elif kind in ("i", "u", "integer") or (kind == "f" and not values.isna().all()):
            self.said[name].add("number")
        elif kind not in ("f", "empty"):
            return None
        return None if len(self.said[name]) > 1 else as_float64(values)

    def _drop_if_too_many(self, name: str) -> None:
        categories = self.words[name].index
        if len(categories) > MOST_CATEGORIES and name not in (self.target, self.parts):
            self.dropped[name] = _why_dropped(categories, f"more than {MOST_CATEGORIES} different words")
            del self.words[name]

    def rows(self) -> Rows:
        """All that was read."""
        self._drop_words_of_no_use()
        silent = [column for column, name in enumerate(self.numeric) if not self.said[name]]
        for column in silent:
            self.dropped[self.numeric[column]] = "no values"
        blocks: Iterator[NDArray[np.float32]] = consumed(self.blocks)
        if silent:
            blocks = (np.delete(block, silent, axis=1) for block in consumed(self.blocks))
        text = {name: words.column(name) for name, words in self.words.items()}
        dropped = [name for name in self.table.names if name in self.dropped]
        rows = Rows(
            source=self.table.source,
            count=self.count,
            numeric=tuple(name for name in self.numeric if self.said[name]),
            blocks=blocks,
            text=tuple(column for name, column in text.items() if name not in (self.target, self.parts)),
            target=self._target(text),
            parts=text[self.parts] if self.parts is not None else None,
            dropped=tuple(dropped),
            remarks=tuple(self._remarks(dropped)),
        )
        if not rows.numeric and not rows.text:
            raise DataError(f"{rows.source}: no column is left as an input; {'; '.join(rows.remarks)}")
        return rows

    def _target(self, text: dict[str, TextColumn]) -> Column:
        if self.target in text:
            return text[self.target]
        if not self.said[self.target]:
            raise DataError(f"{self.table.source}: target {self.target!r} has no values", "target")
        values = np.concatenate(self.target_numbers)
        return NumberColumn(self.target, values, boolean="boolean" in self.said[self.target])

    def _drop_words_of_no_use(self) -> None:
        for name in [name for name in self.words if name not in (self.target, self.parts)]:
            words = self.words[name]
            present = sum(int(np.count_nonzero(codes >= 0)) for codes in words.codes)
            if present == 0:
                self.dropped[name] = "no values"
            elif len(words.index) > max(0.9 * present, 2):
                self.dropped[name] = _why_dropped(words.index, "a different word in nearly every row")
            elif _dates(words.index):
                self.dropped[name] = _why_dropped(words.index, "")
            else:
                continue
            del self.words[name]

    def _remarks(self, dropped: list[str]) -> Iterator[str]:
        """One sentence for each reason."""
        reasons: dict[str, list[str]] = {}
        for name in dropped:
            reasons.setdefault(self.dropped[name], []).append(name)
        for reason, names in reasons.items():
            yield f"left out column{'s' * (len(names) > 1)} {listed(names)}: {reason}"
        for name, words in self.words.items():
            if name not in (self.target, self.parts) and (reason := nearly_numbers(words.index)):
                yield f"column {name!r} counts as words: {reason}"


def _inferred(values: "pd.Series[Any]") -> str:
    """What the objects of a column are: boolean, integer, empty, or something else."""
    from pandas.api.types import infer_dtype  # noqa: PLC0415  # imported already where there are frames

    return infer_dtype(values, skipna=True)


def _dates(categories: dict[str, int]) -> bool:
    return all(DATE.fullmatch(word) for word in categories)


def _why_dropped(categories: dict[str, int], otherwise: str) -> str:
    if _dates(categories):
        return "dates (give what matters of them as numbers: the year, the age in days)"
    return nearly_numbers(categories) or f"{otherwise}, like an identifier"
