"""Policies: what to start, what to let go on, what to leave. Each spends the budget of a replay."""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

import numpy as np

from benchmarks.recorded_curves.joint import JointProcess
from benchmarks.recorded_curves.recording import EPOCHS, Floats
from benchmarks.recorded_curves.replay import Replay
from hpsearch.search.halving.expected import CostScale

Policy = Callable[[Replay], None]
Expect = Callable[[Replay, CostScale], Sequence[float]]

RUNGS = (3, 9, EPOCHS)
FACTOR, ROUND = 3, 16


def whole(replay: Replay) -> None:
    """All to the end, in rounds of 8."""
    while replay.left >= EPOCHS:
        replay.advance(replay.proposed(8, _tempered(replay, _now)), EPOCHS)


def halving(replay: Replay) -> None:
    """Halving within rounds of 32: what stops does so for good, and the sampler is told what it was there."""
    while replay.left >= 2 * EPOCHS:
        alive = replay.proposed(2 * ROUND, _tempered(replay, _now))
        if not alive:
            return
        keep = len(alive)
        for until in RUNGS:
            replay.advance(alive, until)
            keep = max(1, keep // FACTOR)
            alive = [each for each in replay.paused(until) if each in alive][:keep]


def thawing(expect: Expect) -> Policy:
    """Halving among all that paused at a rung in any round; the sampler is told what each is expected to come to."""

    def policy(replay: Replay) -> None:
        while replay.left >= EPOCHS:
            new = replay.proposed(ROUND, _tempered(replay, expect))
            if not new:
                return
            replay.advance(new, RUNGS[0])
            for place, until in enumerate(RUNGS[1:], start=1):
                replay.advance(replay.paused(RUNGS[place - 1])[: max(1, ROUND // FACTOR**place)], until)

    return policy


def gains(replay: Replay, scale: CostScale) -> list[float]:
    """What a rung leads to expect: the mean gain of those that went on from it."""
    expected = _now(replay, scale)
    for rung, later in pairwise(RUNGS):
        on = [each for each in replay.started if replay.reached[each] >= later]
        steps = [scale.steps(replay.at(each, later)) - scale.steps(replay.at(each, rung)) for each in on]
        gain = sum(step for step in steps if np.isfinite(step)) / (len(steps) + 3)
        expected = [
            value + gain * (replay.reached[each] <= rung) for each, value in zip(replay.started, expected, strict=True)
        ]
    return expected


def power_laws(replay: Replay, scale: CostScale) -> list[float]:
    """What a power law c + a e^−0.7 of each curve leads to expect, its prior pooled over all longer curves."""
    shape = np.arange(1, EPOCHS + 1) ** -0.7
    basis = np.column_stack([np.ones(EPOCHS), shape - shape[-1]])
    curves = [np.array([_steps(scale, cost) for cost in replay.curve(each)]) for each in replay.started]
    fits = [_ridge(basis[: len(curve)], curve, 0.05) for curve in curves if len(curve) >= RUNGS[1]]
    middle, spread = np.array([0.0, 1.0]), np.diag([1.0, 0.5])
    if len(fits) > 2:
        deviations = np.array(fits) - np.mean(fits, axis=0)
        middle = (4 * middle + np.sum(fits, axis=0)) / (4 + len(fits))
        spread = (4 * spread + deviations.T @ deviations) / (4 + len(fits))
    precision = np.linalg.inv(spread)
    return [
        float(curve[-1])
        if len(curve) == EPOCHS
        else float(
            np.linalg.solve(
                precision + basis[: len(curve)].T @ basis[: len(curve)] / 0.07,
                precision @ middle + basis[: len(curve)].T @ curve / 0.07,
            )[0]
        )
        for curve in curves
    ]


def joint_process(replay: Replay) -> None:
    """A Gaussian process over settings and log epochs; each of 8 draws advances the setting that it holds the best."""
    replay.advance(replay.proposed(ROUND, []), RUNGS[0])
    before = -1
    while before != replay.left:
        before = replay.left
        process = JointProcess(replay, RUNGS, _scale(replay))
        open_ = [each for rung in RUNGS[:-1] for each in replay.paused(rung)]
        free = [int(each) for each in np.flatnonzero(replay.reached == 0)] if replay.left >= EPOCHS else []
        candidates = [each for each in [*open_, *free] if EPOCHS - replay.reached[each] <= replay.left]
        for chosen in process.chosen(candidates, 8):
            replay.advance([chosen], next(rung for rung in RUNGS if rung > replay.reached[chosen]))


POLICIES: Mapping[str, Policy] = {
    "whole": whole,
    "halving": halving,
    "thawing, gains": thawing(gains),
    "thawing, power laws": thawing(power_laws),
    "joint process": joint_process,
}


def _now(replay: Replay, scale: CostScale) -> list[float]:
    """What each setting is at present, in steps."""
    return [_steps(scale, replay.curve(each)[-1]) for each in replay.started]


def _tempered(replay: Replay, expect: Expect) -> Floats:
    """What is expected of each setting started; one that diverged is as bad as the worst."""
    expected = np.array(expect(replay, _scale(replay)) if replay.started else [], float)
    finite = expected[np.isfinite(expected)]
    return np.minimum(expected, finite.max(initial=-np.inf))


def _scale(replay: Replay) -> CostScale:
    costs = [float(replay.curve(each)[-1]) for each in replay.started]
    return CostScale.of([cost for cost in costs if np.isfinite(cost)])


def _steps(scale: CostScale, cost: float) -> float:
    return scale.steps(float(cost)) if np.isfinite(cost) else 5.0


def _ridge(basis: Floats, values: Floats, strength: float) -> Floats:
    return np.linalg.solve(basis.T @ basis + strength * np.eye(2), basis.T @ values)
