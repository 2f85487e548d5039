"""The changes that one may ask for, and their words: `learning_rate=0.5x`, `rollback=12`, `pause`."""

import json
from collections.abc import Callable
from typing import Any

from hpsearch.config.hyperparameters import Hyperparameters
from hpsearch.config.live import LIVE, factor_of, live_value
from hpsearch.config.scalars import resolve
from hpsearch.config.wording import did_you_mean, one_of, show
from hpsearch.errors import UsageError
from hpsearch.trials.requests import Change, Counted, Note, Plain, Set

BUILT = "is what the network is made of, which stays while it trains; it takes another trial to try another"
PLANNED = "is planned when a trial begins"
FIXED = {
    **dict.fromkeys((name for name in Hyperparameters.model_fields if name not in LIVE), PLANNED),
    **dict.fromkeys(("units", "layers", "activation", "initializer", "batch_norm"), BUILT),
    "optimizer": f"{PLANNED}, for another one would begin without what this one remembers",
    "batch_size": f"{PLANNED}, with the batches of each epoch",
    "epochs": "is moved by extend=20, and an end before it is set by finish",
    **dict.fromkeys(("schedule", "decay_rate", "decay_epochs", "warmup_epochs"), f"{PLANNED}; change learning_rate"),
}
"""The hyperparameters that cannot be changed during a training, each with the reason."""


PLAIN_WORDS = ("pause", "resume", "finish", "give_up", "undo", "stop")
COUNTED_WORDS: dict[str, tuple[Callable[[int], bool], str]] = {
    "rollback": (lambda _epochs: True, "an epoch to go back to, such as 12, or so many back, such as -5"),
    "extend": (lambda epochs: epochs >= 1, "a number of epochs from 1, such as 20"),
    "run": (lambda epochs: epochs >= 1, "a number of epochs from 1, such as 5"),
}
CHANGE_WORDS = (*LIVE, *PLAIN_WORDS, *COUNTED_WORDS, "velocity", "note")


def parse(text: str) -> Change:
    """The change that `text` asks for. Raises UsageError where no training could follow it.

    >>> parse("learning_rate=0.5x"), parse("rollback=12")
    (Set(name='learning_rate', value=None, factor=0.5), Counted(word='rollback', epochs=12))
    """
    word, equals, stated = (part.strip() for part in text.partition("="))
    if word in PLAIN_WORDS:
        if equals:
            raise UsageError(f"{text}: {word} takes no value; expected {word} alone")
        return Plain(word)
    if word not in CHANGE_WORDS:
        raise UsageError(f"{text}: {_unknown(word, resolve(stated))}")
    if not equals or not stated:
        raise UsageError(f"{text}: has no value; expected {word}=…")
    if word == "note":
        return Note(" ".join(stated.split()))
    if word == "velocity":
        if resolve(stated) != 0:
            raise UsageError(f"{text}: a velocity can only be forgotten; expected velocity=0")
        return Plain(word)
    return _counted(word, stated) if word in COUNTED_WORDS else _set(word, stated)


def _unknown(word: str, value: Any) -> str:
    if word in FIXED:
        return f"{word} {FIXED[word]}"
    hint = did_you_mean(word, [*CHANGE_WORDS, *FIXED], value)
    return f"{show(word)} is nothing that can change; {'expected a change' if hint else one_of(CHANGE_WORDS)}{hint}"


def _counted(word: str, stated: str) -> Counted:
    allowed, expected = COUNTED_WORDS[word]
    epochs = resolve(stated)
    if not isinstance(epochs, int) or isinstance(epochs, bool) or not allowed(epochs) or abs(epochs) > 10**9:
        raise UsageError(f"{word}={stated}: expected {expected}")
    return Counted(word, epochs)


def _set(name: str, stated: str) -> Set:
    try:
        factor = factor_of(stated)
        return Set(name, live_value(name, _value(stated))) if factor is None else Set(name, factor=factor)
    except ValueError as error:
        raise UsageError(f"{name}={stated}: {error}") from None


def _value(stated: str) -> Any:
    if not stated.startswith("["):
        return resolve(stated)
    try:
        return json.loads(stated)
    except (ValueError, RecursionError):
        return stated
