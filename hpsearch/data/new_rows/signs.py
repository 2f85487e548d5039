"""The decimal sign of the numbers in new rows: that of their file, or where there is none, training's."""

from dataclasses import dataclass, replace

from hpsearch.data.forms.form import PlainNumbers
from hpsearch.data.forms.kinds import CellForm
from hpsearch.data.forms.written_numbers import WrittenNumbers


@dataclass(frozen=True, slots=True)
class Signs:
    """The decimal signs of training's file and of the new rows' file; `own` is None for a frame."""

    training: str
    own: str | None

    def form(self, form: CellForm) -> CellForm:
        """Return the form that training's `form` has in the new rows.

        In a file with training's sign, a column with units keeps the sign that its own cells decided on in training.

        >>> Signs(",", ".").form(WrittenNumbers(suffix="kg", decimal=","))
        WrittenNumbers(prefix='', suffix='kg', decimal='.', separated=True)
        """
        if self.own is None or not isinstance(form, PlainNumbers | WrittenNumbers):
            return form
        return (
            form if isinstance(form, WrittenNumbers) and self.own == self.training else replace(form, decimal=self.own)
        )

    def of(self, form: CellForm) -> str:
        """Return the sign in a column that training read in this form."""
        here = self.form(form)
        return here.decimal if isinstance(here, PlainNumbers | WrittenNumbers) else self.own or self.training
