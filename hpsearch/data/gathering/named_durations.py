"""Durations below 24 hours, which only the name of their column tells from times of day."""

from collections.abc import Sequence

from hpsearch.data.forms.dates import Clock
from hpsearch.data.forms.durations import Durations, names_durations
from hpsearch.data.forms.kinds import Decision
from hpsearch.records import replace


def with_named_durations(decision: Decision, name: str, words: Sequence[str]) -> Decision:
    """Return the decision on a column with these words; times of day are durations if its name says so.

    The numbers are the same, but new rows may have 25:00.

    >>> with_named_durations(Decision(Clock()), "pace", ["5:36", "4:30"]).remark
    "durations are read as hours, '5:36' as 5.6"
    """
    present = [word for word in words if word not in decision.missing]
    if not isinstance(decision.form, Clock) or not names_durations(name) or Durations().numbers(present) is None:
        return decision
    return replace(decision, form=Durations(), remark=Durations().remark(present))
