"""Attacks on a training by `tell`: after any change, it continues or ends cleanly, and can be replayed."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from random import Random
from time import monotonic, sleep

from hpsearch.errors import HpsearchError
from hpsearch.panda.changes import CHANGE_WORDS, COUNTED_WORDS, FIXED
from hpsearch.panda.view import View
from hpsearch.trials.requests import PLAIN_WORDS
from tests.fuzz.child import Child, Ended, hpsearch, start
from tests.fuzz.mutations import argument, bytes_mutated
from tests.fuzz.oracle import complaints
from tests.panda.own_code import TRAIN

CONFIG = """\
data: {source: iris}
hyperparameters: {units: [4], optimizer: adam, learning_rate: 0.01, keep_prob: 0.9, epochs: EPOCHS}
search: {mode: panda, trials: 2, rounds: 1}
"""
OWN = """\
objective: train.py:FUNCTION
hyperparameters: {learning_rate: 0.001, beta: 0.5, rows: 8, kind: {choices: [plain, fancy]}, fixed: 1, epochs: EPOCHS}
search: {mode: panda, metric: dev_rmse, trials: 2, rounds: 1}
"""
OWN_WORDS = ("learning_rate", "beta", "rows", "kind", "fixed", "epochs", *PLAIN_WORDS, *COUNTED_WORDS, "note")
VALUES = (
    "", "0", "1", "-1", "5", "0.5", "0.5x", "2x", "0x", "-1x", "1e300x", "1e-320x", "nan", "inf", "null",
    "none", "auto", "true", "1e400", "[0.9]", "[0.9,0.8]", "[]", "[[1]]", "[nan]", "[null]", '"a"', "{}", "[" * 2000,
    "9" * 400, "-99", "10**9", "1e9", "1_0", "٣", "½", "too early", "[/2]", "\x1b]0;x\x07", "\u202e", "a\nb",
    "x" * 3000, "\udcff",
)  # fmt: skip
SECONDS_TO_START = 20


def prepare(seeds: Path) -> None:
    """Nothing is needed."""


def attack(random: Random, here: Path, seeds: Path) -> Iterator[str]:  # noqa: ARG001 (all attacks have one signature)
    """A training with random changes, to its end."""
    own = random.random() < 1 / 3
    function = random.choice(("slow", "slow_and_stateless", "slow_and_bare"))
    config = OWN.replace("FUNCTION", function) if own else CONFIG
    words = OWN_WORDS if own else (*CHANGE_WORDS, *CHANGE_WORDS, *FIXED)
    (here / "train.py").write_text(TRAIN)
    (here / "c.yaml").write_text(config.replace("EPOCHS", "100000"))
    training = start(here, "run", "c.yaml", "--out", "r", seconds=60)
    try:
        yield from _begun(here / "r")
        for _ in range(random.randrange(3, 9)):
            yield from _told(here, *(_change(random, words) for _ in range(random.choice((1, 1, 1, 2, 3)))))
        yield from _told(here, random.choice(("finish", "stop", "give_up")))
        yield from _told(here, "stop")
    finally:
        ended = _end(training)
    yield from (f"{complaint}: {ended}" for complaint in complaints(ended) if ended.code != 130)
    replayed = hpsearch(here, "replay", "r", "--verify")
    yield from (f"{complaint}: {replayed}" for complaint in complaints(replayed))
    if replayed.code == 1:
        yield f"does not replay: {replayed}"
    reported = hpsearch(here, "report", "r")
    yield from (f"{complaint}: {reported}" for complaint in complaints(reported))


def _end(training: Child) -> Ended:
    training.start = monotonic()  # from here on it may take its time again
    return training.ended()


def _begun(run: Path) -> Iterator[str]:
    """Wait until it trains; a complaint where it does not begin."""
    end = monotonic() + SECONDS_TO_START
    while monotonic() < end:
        with suppress(HpsearchError), View(run) as view:  # there is no run at first
            if view.alive and view.status.state in ("training", "paused"):
                return
        sleep(0.01)
    yield f"does not train within {SECONDS_TO_START} seconds"


def _told(here: Path, *changes: str) -> Iterator[str]:
    told = hpsearch(here, "tell", "r", "--timeout", 10, "--", *changes)
    yield from (f"{complaint}: {told}" for complaint in complaints(told))


def _change(random: Random, words: Sequence[str]) -> str:
    word = random.choice((*words, "", "learning-rate", "LR", "-5"))
    text = word if random.random() < 0.15 else f"{word}={random.choice(VALUES)}"
    if random.random() < 0.1:
        text = argument(bytes_mutated(random, text.encode(errors="surrogateescape")))
    return text
