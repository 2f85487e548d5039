"""How a table was read, stored with the model so that new rows are read in the same way."""

from collections.abc import Mapping
from typing import Any, Self

from hpsearch.data.forms.form import PlainNumbers
from hpsearch.data.forms.kinds import CellForm, form_as_json, form_from_json
from hpsearch.data.forms.written_numbers import WrittenNumbers
from hpsearch.data.reading.dialect import Dialect
from hpsearch.data.target.names import stated_targets, targets_of
from hpsearch.records import Record


class ColumnForm(Record):
    """An input or target column: its form, the marks of missing values in it, and whether any value was missing.

    `whole` says that it holds numbers, all of them whole and none written as 45.000. `offsets` are those of its
    dates from UTC, in minutes; None if it holds none, or in what earlier versions recorded.
    """

    name: str
    form: CellForm
    missing: tuple[str, ...] = ()
    gaps: bool = False
    whole: bool = False
    offsets: tuple[int, ...] | None = None

    def as_json(self) -> dict[str, Any]:
        """This form as JSON can write it, for `from_json`."""
        stated = {"name": self.name, "form": form_as_json(self.form), "missing": list(self.missing), "gaps": self.gaps}
        offsets = {} if self.offsets is None else {"offsets": list(self.offsets)}
        return stated | ({"whole": True} if self.whole else {}) | offsets

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """What `as_json` was called on."""
        form, missing = form_from_json(values["form"]), tuple(values["missing"])
        offsets = tuple(values["offsets"]) if values.get("offsets") is not None else None
        return cls(values["name"].strip(), form, missing, values["gaps"], values.get("whole", False), offsets)


class TableForm(Record):
    """The inputs' forms, in the source's order; `names` are all columns, `marks` the config's marks of missing values.

    `dialect` is the format of a text source, `sign` the decimal sign of text in another. `target_columns` are the
    targets' forms; earlier versions recorded none.
    """

    names: tuple[str, ...] = ()
    columns: tuple[ColumnForm, ...] = ()
    targets: tuple[str, ...] = ()
    dialect: Dialect | None = None
    marks: tuple[str, ...] | None = None
    target_columns: tuple[ColumnForm, ...] = ()
    sign: str = "."

    @property
    def decimal(self) -> str:
        """The sign before the decimals in training's text."""
        return self.dialect.decimal if self.dialect else self.sign

    @property
    def with_decimals(self) -> frozenset[str]:
        """The inputs and targets that training read as numbers, and not as times, dates or words."""
        every = (*self.columns, *self.target_columns)
        return frozenset(column.name for column in every if isinstance(column.form, PlainNumbers | WrittenNumbers))

    def as_json(self) -> dict[str, Any]:
        """This form as JSON can write it, for `from_json`."""
        return {
            "names": list(self.names),
            "columns": [column.as_json() for column in self.columns],
            "target": stated_targets(self.targets),
            "dialect": self.dialect and self.dialect.as_json(),
            "marks": None if self.marks is None else list(self.marks),
            "target_columns": [column.as_json() for column in self.target_columns],
            **({"sign": self.sign} if self.sign != "." else {}),
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """What `as_json` was called on."""
        return cls(
            names=tuple(name.strip() for name in values["names"]),  # earlier versions kept blanks around names
            columns=tuple(map(ColumnForm.from_json, values["columns"])),
            targets=targets_of(values["target"]),
            dialect=Dialect.from_json(values["dialect"]) if values.get("dialect") else None,
            marks=None if values.get("marks") is None else tuple(values["marks"]),
            target_columns=tuple(map(ColumnForm.from_json, values.get("target_columns", ()))),
            sign=values.get("sign", "."),
        )
