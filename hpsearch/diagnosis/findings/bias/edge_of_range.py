"""A range too narrow: along a hyperparameter the best results are at an end, and further out may be better."""

from collections.abc import Iterator

import numpy as np

from hpsearch.diagnosis.changes import widened
from hpsearch.diagnosis.direction import Direction, direction_of
from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import ConfigChange, Finding, Phase
from hpsearch.diagnosis.gaps import phase_of_fitting_more, verdict_of
from hpsearch.diagnosis.rates import higher_rates
from hpsearch.diagnosis.surface import Surface
from hpsearch.samplers.coarse_to_fine.arrays import Floats
from hpsearch.space import Axis, Choices
from hpsearch.text.percent import percent
from hpsearch.trials.table import short

_NEAR = 0.25
"""Share of a range within which the best trial has to be of its end."""

_FEWEST_BEYOND = 3
"""Smallest number of trials that show what is near an end."""

_PLACES = 21
_BEYOND = np.array([1.05, 1.1, 1.2, 1.3])


class EdgeOfRangeFinding:
    """The process of the run's trials is lowest at an end of a range, near to the best trial."""

    name = "best_at_the_end_of_a_range"
    phase = Phase.BIAS
    place = 20
    trigger = (
        "the run's Gaussian process is lowest at an end of the range, in the quarter where the best trial is, and "
        "the range has influence; not where the trials nearer to the end than to the best one, three or more, are all "
        "in the worse half"
    )
    proposes = (
        "that end a decade further out on a logarithmic scale, twice the width on a linear one, where 5 % of the "
        "winner's value is expected of it, or bias is high; learning rates up to 0.1 at once where training has barely "
        "begun, as for learning_rate_too_low; more regularisation and smaller networks belong to the phase variance, "
        "larger networks to search where variance is high"
    )

    def found(self, evidence: Evidence) -> Iterator[Finding]:
        """Yield a finding for each range that can be widened; its gain is the expected improvement beyond the end."""
        surface, effects, metric = evidence.surface, evidence.effects, evidence.ranking.metric
        if surface is None or effects is None:
            return
        for place, axis in enumerate(surface.axes):
            upwards = _end(surface, place)
            if upwards is None or effects.total_of(axis.name).share < evidence.thresholds.negligible:
                continue
            end = axis.domain.decode(float(upwards))
            which, what = ("upper", "higher") if upwards else ("lower", "lower")
            changes = _further_out(evidence, axis.hyperparameter, upwards=upwards)
            if not changes:
                continue
            gain = surface.gain(_along(surface.best, place, _BEYOND if upwards else 1 - _BEYOND))
            direction = direction_of(axis.hyperparameter, upwards=upwards)
            worthwhile = _is_worthwhile(evidence, gain, direction)
            yield Finding(
                self.name,
                f"{axis.name}: best results are at the {which} end of the range ({short(end)}); {what} values "
                f"{'may be better' if worthwhile else f'are expected to improve {metric} by only {short(gain)}'}",
                _phase(evidence, direction),
                _certainty(surface, place, upwards=upwards),
                {"end": float(end), "share": effects.total_of(axis.name).share},
                tuple(changes) if worthwhile else (),
                axis.hyperparameter,
                gain,
                _too_little(evidence, axis, gain, what),
            )


def _further_out(evidence: Evidence, name: str, *, upwards: bool) -> list[ConfigChange]:
    if upwards and name == "learning_rate" and evidence.config.objective is None:
        return higher_rates(evidence)
    return widened(evidence, name, upwards=upwards)


def _is_worthwhile(evidence: Evidence, gain: float | None, direction: Direction) -> bool:
    """Whether to widen a range: with high bias if networks do not fit less by it; else if the gain is large enough."""
    known, value = verdict_of(evidence), evidence.judged.get(evidence.ranking.metric)
    if gain is None or value is None or known is None or (known.is_biased and direction != Direction.LESS):
        return True
    return gain > evidence.thresholds.worthwhile * abs(value)


def _too_little(evidence: Evidence, axis: Axis, gain: float | None, what: str) -> str:
    """Return why the range is not widened: its expected gain is too small."""
    metric = evidence.ranking.metric
    value = evidence.judged.get(metric)
    if gain is None or value is None:
        return ""
    return (
        f"{what} values of {axis.name} are expected to improve {metric} by {short(gain)}, less than "
        f"{percent(evidence.thresholds.worthwhile)} of {short(value)}"
    )


def _phase(evidence: Evidence, direction: Direction) -> Phase:
    """Return the phase, so that a step does not both enlarge networks and regularise them more."""
    if direction == Direction.LESS:
        return Phase.VARIANCE
    return phase_of_fitting_more(evidence) if direction == Direction.MORE else EdgeOfRangeFinding.phase


def _end(surface: Surface, place: int) -> bool | None:
    """Return whether the best is at the upper end of an axis (True), the lower (False), or at none (None)."""
    axis, u = surface.axes[place], float(surface.best[place])
    if isinstance(axis.domain, Choices) or np.isnan(u) or _few_values(axis):
        return None
    along = surface.mean(_along(surface.best, place, np.linspace(0.0, 1.0, _PLACES)))
    lowest = int(np.argmin(along))
    if lowest == _PLACES - 1 and u >= 1 - _NEAR:
        return None if _is_worse_at(surface, place, 1.0) else True
    return False if lowest == 0 and u <= _NEAR and not axis.or_zero and not _is_worse_at(surface, place, 0.0) else None


def _is_worse_at(surface: Surface, place: int, end: float) -> bool:
    """Whether trials were nearer to an end than to the best one, and all were poor, whatever the process expects."""
    u, best = surface.rows[:, place], surface.best[place]
    beyond = surface.values[np.abs(u - end) < np.abs(u - best)]
    return len(beyond) >= _FEWEST_BEYOND and bool((beyond > np.median(surface.values)).all())


def _few_values(axis: Axis) -> bool:
    return axis.count < 2


def _along(row: Floats, place: int, coordinates: Floats) -> Floats:
    rows = np.repeat(row[None], len(coordinates), axis=0)
    rows[:, place] = coordinates
    return rows


def _certainty(surface: Surface, place: int, *, upwards: bool) -> float:
    """Return the share of posterior functions that are better at the end than half a range away from it."""
    ends = np.array([1.0, 0.5]) if upwards else np.array([0.0, 0.5])
    values = surface.drawn(_along(surface.best, place, ends))
    return float((values[:, 0] < values[:, 1]).mean())
