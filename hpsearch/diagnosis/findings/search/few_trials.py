"""Too few trials: another round is expected to find better settings."""

from collections.abc import Iterator
from math import ceil, floor, inf

import numpy as np

from hpsearch.config import Config
from hpsearch.config.sections.search import SearchConfig
from hpsearch.diagnosis.changes import replaced
from hpsearch.diagnosis.enough import has_few_trials
from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import Finding, Phase
from hpsearch.diagnosis.surface import Surface
from hpsearch.diagnosis.work import seconds_of_a_trial
from hpsearch.samplers.coarse_to_fine.arrays import Floats
from hpsearch.search.proposals.untried import as_stated, count_different
from hpsearch.search.rounds.plan import ROUND
from hpsearch.trials.table import short

_MOST = 1_000
_CANDIDATES = 256

_VISIBLE = 0.01
"""Smallest worthwhile improvement, as a share of the difference of good trials to the median."""


class FewTrialsFinding:
    """Another round is expected to be worth its time, or there were too few trials to tell."""

    name = "too_few_trials"
    phase = Phase.SEARCH
    place = 10
    trigger = (
        "the run's Gaussian process expects one more round to improve the winner's value by more than 5 %, and by more "
        "than the sampling error of the dev part; or there were fewer than 10 trials of a space that has more settings"
    )
    proposes = "twice the trials, or twice the time if the time decides their number, at least for 10 trials"

    def found(self, evidence: Evidence) -> Iterator[Finding]:
        """Yield the finding; its gain is the expected improvement, with enough trials to estimate it."""
        if evidence.ended and has_few_trials(evidence.config, len(evidence.trials), evidence.thresholds):
            trials = len(evidence.trials)
            yield _too_short(evidence, f"were enough for {trials}", trials)
            return
        if stated := too_few_stated(evidence, evidence.config):
            yield stated
            return
        surface, value = evidence.surface, evidence.judged.get(evidence.ranking.metric)
        if surface is None or value is None:
            return
        search = evidence.config.search
        size = ROUND if isinstance(search.trials, str) else max(1, search.trials // search.rounds)
        gains = surface.gains(_another_round(surface, size))
        if gains is None:
            return
        gains = np.minimum(gains, _room(evidence, value))
        gain, (low, high) = float(gains.mean()), map(float, np.quantile(gains, [0.05, 0.95]))
        own = evidence.sampling_error("dev") if evidence.ranking.metric == f"dev_{evidence.headline}" else 0.0
        if gain <= max(evidence.thresholds.worthwhile * abs(value), own, _VISIBLE * surface.unit):
            return
        yield Finding(
            self.name,
            f"too few trials: another round of {size} is expected to improve {evidence.ranking.metric} by "
            f"{short(gain)} (90 % interval {short(low)} to {short(high)}) from {short(value)} {evidence.judged_as}",
            self.phase,
            0.5,
            {"gain": gain, "low": low, "high": high, "value": value, "trials": len(evidence.trials)},
            (replaced(evidence, *_more(search)),),
            gain=gain,
        )


def too_few_stated(evidence: Evidence, config: Config) -> Finding | None:
    """Return the finding that `search.trials` is too small for the space of a config; None if it is large enough.

    The config is that of the evidence, or what advice makes of it. A search that a time limit ends, and panda, in which
    the user decides how long to go on, have no such finding.
    """
    trials, stated, enough = len(evidence.trials), config.search.trials, evidence.thresholds.fewest_trials
    by_number = config.search.time_limit is None and config.search.mode == "caviar"
    if isinstance(stated, str) or not by_number or not evidence.ended:
        return None
    different = count_different(config.space(), as_stated, max(enough, 2 * stated))
    if max(trials, stated) >= min(enough, different):
        return None
    return Finding(
        FewTrialsFinding.name,
        f"too few trials: {trials}, and fewer than {min(enough, different)} say little about the search space",
        FewTrialsFinding.phase,
        evidence={"trials": trials},
        changes=(replaced(evidence, "search.trials", different),),
    )


def too_few_in_time(evidence: Evidence, config: Config) -> Finding | None:
    """Return the finding that a time was enough for trials as they are, but not for the longer ones of a new config.

    None if it is enough, or if no time ended the search.
    """
    trials, before = len(evidence.trials), evidence.config
    if not evidence.ended or not _time_ended(before, trials):
        return None
    longer = seconds_of_a_trial(config, evidence.facts) / seconds_of_a_trial(before, evidence.facts)
    there = trials / longer
    if not has_few_trials(config, floor(there), evidence.thresholds):
        return None
    return _too_short(evidence, f"would be enough for about {floor(there)}, each {longer:.2g} times as long", there)


def _time_ended(config: Config, trials: int) -> bool:
    """Whether its time limit ended a search after so many trials, and not their number, or that of the settings."""
    stated = config.search.trials
    wanted = trials + 1 if isinstance(stated, str) else stated
    return config.search.time_limit is not None and trials < count_different(config.space(), as_stated, wanted)


def _too_short(evidence: Evidence, were_enough: str, trials: float) -> Finding:
    enough, limit = evidence.thresholds.fewest_trials, evidence.config.search.time_limit or 0.0
    factor = max(2, ceil(enough / (trials or 1)))
    of_code = evidence.config.objective is not None
    remedy = "or faster trainings, allow" if of_code else "smaller networks or fewer epochs allow"
    return Finding(
        FewTrialsFinding.name,
        f"too few trials: {short(limit)} seconds {were_enough}, and fewer than {enough} say little about "
        f"the search space; more time, {remedy} more",
        FewTrialsFinding.phase,
        evidence={"trials": floor(trials)},
        changes=(replaced(evidence, "search.time_limit", factor * limit),),
    )


def _room(evidence: Evidence, value: float) -> float:
    """Return the largest possible improvement of the metric: an error is never below 0, nor an accuracy above 1.

    A metric of the user's own code may have any range; if all values are between 0 and 1, that range is assumed.
    """
    metric, maximize = evidence.ranking.metric, evidence.ranking.maximize
    if evidence.config.objective is not None:
        seen = [each.metrics[metric] for each in evidence.measured if metric in each.metrics]
        if min(seen, default=-1.0) < 0 or (maximize and max(seen) > 1):
            return inf
    return value if not maximize else 1 - value


def _more(search: SearchConfig) -> tuple[str, float]:
    """Return the key that limits the length of the search, with its value doubled."""
    if isinstance(search.trials, str):
        return "search.time_limit", 2 * (search.time_limit or 0.0)
    return "search.trials", min(2 * search.trials, max(search.trials, _MOST))


def _another_round(surface: Surface, size: int) -> Floats:
    """Return the points, in the space and around the best trial, with the lowest mean minus standard deviation."""
    rows = surface.spread()[1][:_CANDIDATES]
    near = surface.best + 0.2 * (rows[: _CANDIDATES // 2] - 0.5)
    candidates = np.vstack([rows, np.clip(near, 0.0, 1.0)])
    values = surface.drawn(candidates)
    order = np.argsort(values.mean(axis=0) - values.std(axis=0), kind="stable")
    return np.asarray(candidates[order[:size]])
