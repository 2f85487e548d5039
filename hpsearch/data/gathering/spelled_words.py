"""A column of objects that counts as words: numbers among them are words as they are usually written."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.forms.form import PlainWords
from hpsearch.data.forms.kinds import Decision
from hpsearch.data.forms.missing import EVERYWHERE
from hpsearch.data.forms.proposal import Proposal
from hpsearch.records import replace

Codes = NDArray[np.int32]


def spelled_words(codes: Codes, words: list[str], spelling: Mapping[str, str]) -> tuple[Codes, list[str]]:
    """Return the column with the words that have a `spelling` spelled so; the same words are then one.

    >>> codes, words = spelled_words(np.array([0, 1, -1], np.int32), ["15e-1", "1.5"], {"15e-1": "1.5"})
    >>> codes.tolist(), words
    ([0, 0, -1], ['1.5'])
    """
    if not spelling:
        return codes, words
    spelled = [spelling.get(word, word) for word in words]
    places = {word: place for place, word in enumerate(dict.fromkeys(spelled))}
    return np.array([*(places[word] for word in spelled), -1], np.int32)[codes], [*places]


def spelled_where_words(
    codes: Codes, words: list[str], decision: Decision, spelling: Mapping[str, str], marks: Sequence[str] | None
) -> tuple[Codes, list[str], Decision]:
    """Return a column on which was decided, with its numbers spelled as words if it holds words.

    `marks` are the config's marks of missing values.
    """
    if not spelling or not isinstance(decision.form, PlainWords):
        return codes, words, decision
    said = decision.mixed
    if isinstance(said, Proposal):
        proposed = Proposal(
            _spelled(said.before, spelling),
            tuple(spelling.get(mark, mark) for mark in said.marks),
            _spelled(said.complete, spelling),
        )
        decision = replace(decision, mixed=proposed)
    else:
        decision = replace(decision, mixed=_spelled(said, spelling))
    missing = {*(EVERYWHERE if marks is None else marks), *(spelling.get(word, word) for word in decision.missing)}
    codes, words = spelled_words(codes, words, spelling)
    return codes, words, replace(decision, missing=tuple(word for word in words if word in missing))


def _spelled(sentence: str, spelling: Mapping[str, str]) -> str:
    """The sentence with the words that it quotes spelled so."""
    for word, spelled in spelling.items():
        if word != spelled and word in sentence:
            sentence = sentence.replace(repr(word), repr(spelled))
    return sentence
