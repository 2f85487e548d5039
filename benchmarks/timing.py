"""Whole processes, timed in turn, so that a noisy machine is noisy for all of them."""

import subprocess
import sys
from collections.abc import Mapping, Sequence
from statistics import median
from time import perf_counter


def in_turn(commands: Mapping[str, Sequence[str]], repeats: int) -> dict[str, float]:
    """The median seconds of each command, start-up included, over `repeats` rounds of all of them."""
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(repeats):
        for name, command in commands.items():
            started = perf_counter()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            seconds[name].append(perf_counter() - started)
            print(f"{name}: {seconds[name][-1]:.2f} s", file=sys.stderr)
    return {name: median(times) for name, times in seconds.items()}
