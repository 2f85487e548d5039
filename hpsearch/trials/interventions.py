"""Changes of a running training: moment, name, value before and after; and the branches that they create."""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from hpsearch.records import Record
from hpsearch.trials.table import short

ENDINGS = ("finish", "give_up", "diverged")
_WORDS = {
    "note": "note",
    "finish": "finished here",
    "give_up": "given up",
    "velocity": "velocity forgotten",
    "pause": "paused",
    "resume": "resumed",
    "diverged": "diverged",
}
HOLDING = ("pause", "resume", "run")
SILENT = (*HOLDING, "note")
"""Interventions that do not affect the results of the training."""


class Moment(NamedTuple):
    """A moment between two steps on a branch: after `epoch` whole epochs and `step` steps of the next epoch."""

    branch: int
    epoch: int
    step: int

    def __str__(self) -> str:
        step = f", step {self.step + 1}" if self.step else ""
        return f"branch {self.branch}, epoch {self.epoch + 1}{step}"


class Intervention(Record):
    """A change in the training of one trial that applies from `moment` on.

    `what` is the name of a hyperparameter, or a word: `epochs` (extended), `velocity` (set to 0), `rollback`, `return`
    (to another moment, which `after` has as a list), `finish`, `give_up`, `diverged`, `pause`, `resume`, `run` (until
    the epoch `after`, then pause), `note`. `source` is tell, screen, autopilot or guard. `undoes` is the id of the
    intervention that it undoes, `command` that of the command that requested it; `at` is the time.
    """

    trial: int
    moment: Moment
    what: str
    before: Any = None
    after: Any = None
    source: str = "tell"
    remark: str = ""
    undoes: int | None = None
    command: int | None = None
    id: int = 0
    at: float = 0.0

    @property
    def sets(self) -> bool:
        """Whether it sets a hyperparameter to another value."""
        return self.what not in ("rollback", "return", *ENDINGS, *SILENT)

    @property
    def moves(self) -> bool:
        """Whether training continues from another moment, an earlier one or one on another branch."""
        return self.what in ("rollback", "return")

    @property
    def target(self) -> Moment:
        """Moment from which training continues."""
        return Moment(*self.after) if self.moves else self.moment

    def __str__(self) -> str:
        remark = f" ({self.remark})" if self.remark else ""
        return f"{self._said()}{remark}"

    def _said(self) -> str:
        if self.what == "rollback":
            return f"back to the end of epoch {self.target.epoch}, where branch {self.target.branch} begins"
        if self.what == "return":
            return f"back on branch {self.target.branch}, where it was left"
        if self.what == "run":
            return f"training until the end of epoch {self.after}, then a pause"
        return _WORDS.get(self.what) or f"{self.what} {_stated(self.before)} → {_stated(self.after)}"


def numbers(interventions: Sequence[Intervention]) -> list[int | None]:
    """Return a number, from 1, for each intervention; None for pauses, which change nothing.

    >>> numbers([Intervention(0, Moment(0, 1, 0), what) for what in ("pause", "l2", "resume", "note")])
    [None, 1, None, 2]
    """
    count = itertools.count(1)
    return [None if each.what in HOLDING else next(count) for each in interventions]


def described(interventions: Sequence[Intervention]) -> list[str]:
    """Return a sentence for each intervention of a trial, which says what an undo takes back, and what was taken back.

    >>> first = Intervention(0, Moment(0, 1, 0), "l2", 0, 1, id=5)
    >>> described([first, Intervention(0, Moment(0, 2, 0), "l2", 1, 0, undoes=5, id=6)])
    ['l2 0 → 1, taken back', 'undo of change 1: l2 1 → 0']
    """
    number = dict(zip((each.id for each in interventions), numbers(interventions), strict=True))
    taken_back = {each.undoes for each in interventions if each.undoes is not None}
    return [
        (f"undo of change {number[each.undoes]}: {each}" if each.undoes in number else str(each))
        + (", taken back" if each.id in taken_back else "")
        for each in interventions
    ]


def _stated(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_stated, value)) + "]"
    return "none" if value is None else short(value) if isinstance(value, float) else str(value)


class Branch(Record):
    """A branch of a training, which starts at the end of an `epoch` of its `parent`; the first has no parent."""

    number: int
    parent: int | None = None
    epoch: int = 0


class Branches(Mapping[int, Branch]):
    """The branches of one trial by number, made from its interventions in order; `current` is the one being trained."""

    def __init__(self, interventions: Iterable[Intervention] = ()) -> None:
        self._branches = {0: Branch(0)}
        self.current = 0
        for intervention in interventions:
            self.add(intervention)

    def add(self, intervention: Intervention) -> None:
        """Add the branch that an intervention begins, if it begins one."""
        if not intervention.moves:
            return
        target = intervention.target
        if intervention.what == "rollback":
            parent = self.trained_by(intervention.moment.branch, target.epoch)
            self._branches[target.branch] = Branch(target.branch, parent, target.epoch)
        self.current = target.branch

    def __getitem__(self, number: int) -> Branch:
        return self._branches[number]

    def __iter__(self) -> Iterator[int]:
        return iter(self._branches)

    def __len__(self) -> int:
        return len(self._branches)

    def lineage(self, number: int) -> list[Branch]:
        """Return the branches that lead from the first one to branch `number`, both included."""
        lineage = [self[number]]
        while (parent := lineage[-1].parent) is not None:
            lineage.append(self[parent])
        return lineage[::-1]

    def trained_by(self, number: int, epoch: int) -> int:
        """Return the number of the branch that trained `epoch` of the history of branch `number`; 0 for epoch 0."""
        while (branch := self[number]).parent is not None and epoch <= branch.epoch:
            number = branch.parent
        return number

    def changes(self, interventions: Sequence[Intervention], until: Moment) -> list[Intervention]:
        """Return the interventions that set values on the way to `until`, in order.

        Those of a parent are included if they came before the start of the branch. An extension (`epochs`) at the start
        of the branch is included, too, so that a branch from the last planned epoch has epochs left to train.
        """
        lineage = self.lineage(until.branch)
        ends = [(branch.epoch, 0) for branch in lineage[1:]]
        on_the_way: list[Intervention] = []
        for place, branch in enumerate(lineage):
            for each in interventions:
                if each.sets and each.moment.branch == branch.number:
                    at = (each.moment.epoch, each.moment.step)
                    end = ends[place] if place < len(ends) else (until.epoch, until.step)
                    if at < end or (at == end and (place == len(ends) or each.what == "epochs")):
                        on_the_way.append(each)
        return on_the_way
