"""The format of a table in a text file: separator, decimal sign, encoding, header, marks of missing values."""

from collections.abc import Collection, Mapping
from typing import Any, Self

from msgspec.structs import asdict

from hpsearch.records import Record

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
ENCODINGS = ("utf-8", "utf-16", "windows-1252")


class Stated(Record):
    """The options of `data.csv` in the config; None is to be guessed.

    `in_doubt` is the decimal sign if no cell decides it; None if the separator is then to decide. `deciding` are the
    columns whose cells may decide it; None for all.
    """

    separator: str | None = None
    decimal: str | None = None
    encoding: str | None = None
    header: bool | None = None
    missing: tuple[str, ...] | None = None
    in_doubt: str | None = None
    deciding: Collection[str] | None = None

    @classmethod
    def of(cls, options: Mapping[str, Any] | None) -> Self:
        """What `data.csv` of a config states; nothing where it is absent."""
        stated = {key: value for key, value in (options or {}).items() if value is not None}
        if "missing" in stated:
            stated["missing"] = tuple(stated["missing"])
        return cls(**stated)


class Dialect(Record):
    """What was stated or guessed of one file. `encoding` is a Python codec; `skipped` lines precede the header."""

    separator: str = ","
    decimal: str = "."
    encoding: str = "utf-8"
    header: bool = True
    skipped: int = 0
    guessed: tuple[str, ...] = ()

    def stated(self) -> Stated:
        """Return this dialect as a statement, so that another file is read with it; each file has its own encoding."""
        return Stated(self.separator, self.decimal, header=self.header)

    def as_json(self) -> dict[str, Any]:
        """This dialect as JSON can write it, for `from_json`."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """What `as_json` was called on."""
        return cls(**{**values, "guessed": tuple(values["guessed"])})
