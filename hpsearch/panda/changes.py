"""The changes that can be requested, and their syntax: `learning_rate=0.5x`, `rollback=12`, `pause`."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from hpsearch.config.checks.relations import DEEP
from hpsearch.config.sections.hyperparameters import Hyperparameters
from hpsearch.config.sections.live import LIVE, factor_of, factor_or_word, live_value
from hpsearch.config.text.scalars import refusal, resolve
from hpsearch.config.wording import did_you_mean, one_of, show
from hpsearch.errors import UsageError
from hpsearch.records import Record
from hpsearch.trials.input_views import SEARCHED_DATA
from hpsearch.trials.requests import PLAIN_WORDS, Change, Counted, Note, Plain, Set

BUILT = "defines the network, and cannot change while it trains; another trial can have another value"
PLANNED = "is planned when a trial begins"
FIXED = {
    **dict.fromkeys((name for name in Hyperparameters.model_fields if name not in LIVE), PLANNED),
    **dict.fromkeys((name for name in (*DEEP, "layers", "initializer", "input_scale") if name not in LIVE), BUILT),
    **dict.fromkeys(
        SEARCHED_DATA, "defines the inputs, for which the weights were trained; another trial can have another value"
    ),
    "optimizer": f"{PLANNED}, because another one would start without the state of this one",
    **dict.fromkeys(("batch_size", "epoch_size"), f"{PLANNED}, with the batches of each epoch"),
    "epochs": "changes by extend=20; finish ends the training earlier",
    **dict.fromkeys(("schedule", "decay_rate", "decay_epochs", "warmup_epochs"), f"{PLANNED}; change learning_rate"),
}
"""The hyperparameters that cannot be changed during a training, each with the reason."""

COUNTED_WORDS: dict[str, tuple[Callable[[int], bool], str]] = {
    "rollback": (lambda _epochs: True, "an epoch to go back to, such as 12, or so many back, such as -5"),
    "extend": (lambda epochs: epochs >= 1, "a number of epochs from 1, such as 20"),
    "run": (lambda epochs: epochs >= 1, "a number of epochs from 1, such as 5"),
}
CHANGE_WORDS = (*LIVE, *PLAIN_WORDS, *COUNTED_WORDS, "velocity", "note")


def _as_stated(_name: str, value: Any) -> Any:
    """Return a value for the user's own code. Raises ValueError for values that no config can hold."""
    if not isinstance(value, list) and (reason := refusal(value)):
        raise ValueError(reason)
    return value


class Vocabulary(Record):
    """The `names` that changes may have, and why the `fixed` ones cannot change.

    `value` checks a new value by name, and `factor` tells which are factors; both raise ValueError.
    """

    names: tuple[str, ...]
    fixed: Mapping[str, str]
    value: Callable[[str, Any], Any]
    factor: Callable[[Any], float | None]

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> "Vocabulary":
        """Return the vocabulary for the run of a resolved config: that of networks, or of the user's own code."""
        if "objective" not in config:
            return OF_NETWORKS
        own = [name for name in config["hyperparameters"] if name != "epochs"]
        return cls(
            (*own, *PLAIN_WORDS, *COUNTED_WORDS, "note"), {"epochs": FIXED["epochs"]}, _as_stated, factor_or_word
        )


OF_NETWORKS = Vocabulary(CHANGE_WORDS, FIXED, live_value, factor_of)


def parse(text: str, vocabulary: Vocabulary = OF_NETWORKS) -> Change:
    """The change that `text` asks for. Raises UsageError if no training could follow it.

    >>> parse("learning_rate=0.5x"), parse("rollback=12")
    (Set(name='learning_rate', value=None, factor=0.5), Counted(word='rollback', epochs=12))
    """
    word, equals, stated = (part.strip() for part in text.partition("="))
    if word in PLAIN_WORDS:
        if equals:
            raise UsageError(f"{text}: {word} takes no value; expected {word} alone")
        return Plain(word)
    if word not in vocabulary.names:
        raise UsageError(f"{text}: {_unknown(word, resolve(stated), vocabulary)}")
    if not equals or not stated:
        raise UsageError(f"{text}: has no value; expected {word}=…")
    if word == "note":
        return Note(" ".join(stated.split()))
    if word == "velocity":
        if resolve(stated) != 0:
            raise UsageError(f"{text}: a velocity can only be forgotten; expected velocity=0")
        return Plain(word)
    return _counted(word, stated) if word in COUNTED_WORDS else _set(word, stated, vocabulary)


def _unknown(word: str, value: Any, vocabulary: Vocabulary) -> str:
    if word in vocabulary.fixed:
        return f"{word} {vocabulary.fixed[word]}"
    hint = did_you_mean(word, [*vocabulary.names, *vocabulary.fixed], value)
    expected = "expected a change" if hint else one_of(vocabulary.names)
    return f"{show(word)} is unknown; {expected}{hint}"


def _counted(word: str, stated: str) -> Counted:
    allowed, expected = COUNTED_WORDS[word]
    epochs = resolve(stated)
    if not isinstance(epochs, int) or isinstance(epochs, bool) or not allowed(epochs) or abs(epochs) > 10**9:
        raise UsageError(f"{word}={stated}: expected {expected}")
    return Counted(word, epochs)


def _set(name: str, stated: str, vocabulary: Vocabulary) -> Set:
    try:
        factor = vocabulary.factor(stated)
        return Set(name, vocabulary.value(name, _value(stated))) if factor is None else Set(name, factor=factor)
    except ValueError as error:
        raise UsageError(f"{name}={stated}: {error}") from None


def _value(stated: str) -> Any:
    if not stated.startswith(("[", '"')):
        return resolve(stated)
    try:
        return json.loads(stated)
    except (ValueError, RecursionError):
        return stated
