"""The changes that a user can request of a running training, as values, and how run.db stores them."""

import json
from typing import Any

from msgspec.structs import asdict

from hpsearch.records import Record

PLAIN_WORDS = ("pause", "resume", "finish", "give_up", "undo", "stop")
"""The changes that consist of one word."""

TAKEN_WORDS = (*PLAIN_WORDS, "rollback", "return", "extend", "run", "velocity", "note", "diverged")
"""Words of changes and interventions; no hyperparameter that can change has one of these names."""


class Set(Record):
    """`l2=1`, or with a `factor` `learning_rate=0.5x`: the value is a number, a list for the hidden layers, or None."""

    name: str
    value: Any = None
    factor: float | None = None

    def __str__(self) -> str:
        return f"{self.name}={json.dumps(self.value) if self.factor is None else f'{self.factor!r}x'}"


class Counted(Record):
    """`rollback=12`, `extend=20`, `run=5`: a word with a number of epochs."""

    word: str
    epochs: int

    def __str__(self) -> str:
        return f"{self.word}={self.epochs}"


class Plain(Record):
    """`pause`, `resume`, `finish`, `give_up`, `undo`, `stop`: a word alone; or `velocity=0`, which takes no other."""

    word: str

    def __str__(self) -> str:
        return "velocity=0" if self.word == "velocity" else self.word


class Note(Record):
    """`note=too early to tell`: a remark."""

    text: str

    def __str__(self) -> str:
        return f"note={self.text}"


class Unreadable(Record):
    """A change stored by another version of hpsearch; it can only be shown and refused."""

    text: str

    def __str__(self) -> str:
        return self.text


Change = Set | Counted | Plain | Note | Unreadable

_KINDS = {"set": Set, "counted": Counted, "plain": Plain, "note": Note}


def as_stored(change: Change) -> str:
    """Return the text that run.db stores for a change.

    >>> as_stored(Counted("rollback", 12))
    '{"counted": {"word": "rollback", "epochs": 12}}'
    """
    kind = next(kind for kind, each in _KINDS.items() if isinstance(change, each))
    return json.dumps({kind: asdict(change)})


def from_stored(text: str) -> Change:
    """Return the change from the result of `as_stored`.

    >>> from_stored('{"counted": {"word": "rollback", "epochs": 12}}'), from_stored("pause")
    (Counted(word='rollback', epochs=12), Unreadable(text='pause'))
    """
    try:
        ((kind, fields),) = json.loads(text).items()
        change: Change = _KINDS[kind](**fields)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Unreadable(text)
    return change
