"""Contestants timed in turn within one process, so that a noisy machine is noisy for all of them."""

import sys
from collections.abc import Callable, Mapping
from math import ceil
from time import process_time

SHORTEST = 0.25
"""Seconds that a measurement lasts at least."""


def interleaved(work: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """The seconds that one call of each piece of work takes, one figure a round.

    The clock is the processor time of this process: what other processes take from a single CPU does not count.
    """
    calls = {name: _enough(call) for name, call in work.items()}
    seconds: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(rounds):
        for name, call in work.items():
            seconds[name].append(_timed(call, calls[name]))
        print(".", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return seconds


def _enough(call: Callable[[], object]) -> int:
    """How many calls make a measurement, after a warm-up."""
    call()
    return ceil(SHORTEST / _timed(call, 1))


def _timed(call: Callable[[], object], times: int) -> float:
    """Seconds a call, over so many of them."""
    started = process_time()
    for _ in range(times):
        call()
    return (process_time() - started) / times
