"""Few networks averaged: one network, or the mean of a few, although the mean of more would vary less."""

from collections.abc import Iterator, Mapping
from math import ceil

from hpsearch.diagnosis.changes import replaced
from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import ConfigChange, Finding, Phase
from hpsearch.diagnosis.gaps import gap_to_close
from hpsearch.text.percent import percent
from hpsearch.trials.folds import fold_count
from hpsearch.trials.table import short

ENOUGH, _SETTINGS = 10, 5
"""Number of networks from which more of them change little, and number of settings that they should have."""

_WORTHWHILE = 0.01
"""Smallest expected relative reduction of the loss by averaging ENOUGH networks."""


class FewNetworksFinding:
    """The networks that the search has trained differ, and the run's model is one of them, or a mean of a few."""

    name = "few_networks_averaged"
    phase = Phase.MODEL
    place = 10
    trigger = (
        "search.ensemble is none, and finalists are tied with the winner; or dev error exceeds train error by more "
        "than max(2 points, half of it), or is more than twice it (of a regression the squares), and no time was left "
        "to retrain two finalists, or fewer than 10 networks are averaged in equal shares, and the mean of 10 is "
        "expected to have a log loss (or rmse) that is lower by 1 % or more"
    )
    proposes = (
        "search.ensemble: auto, and 5 finalists or more repeats of them, until 10 networks are averaged; twice the "
        "time if there was too little"
    )

    def found(self, evidence: Evidence) -> Iterator[Finding]:
        """Yield the finding; if networks were averaged, with the effect of that."""
        plan = evidence.config.search.finalists
        if plan is None or evidence.config.search.mode == "panda":
            return
        if evidence.config.search.ensemble == "none":
            yield from self._one(evidence)
        elif _time_was_too_short(evidence, min(plan.count, len(evidence.measured)) * plan.repeats):
            yield from self._no_time(evidence)
        elif plan.count * plan.repeats * fold_count(evidence.config.as_dict()) < ENOUGH:
            yield from self._few(evidence)

    def _one(self, evidence: Evidence) -> Iterator[Finding]:
        tied = [each.number for each in evidence.finalists if each.tied_with_first]
        if len(tied) > 1:
            yield Finding(
                self.name,
                f"the model is one network, though {len(tied)} of the finalists cannot be told apart: the mean of "
                "their networks varies less",
                self.phase,
                evidence={"networks": 1, "tied": len(tied)},
                changes=(replaced(evidence, "search.ensemble", "auto"), *_more(evidence)),
            )

    def _no_time(self, evidence: Evidence) -> Iterator[Finding]:
        if gap_to_close(evidence) is None:
            return
        limit = evidence.config.search.time_limit or 0.0
        yield Finding(
            self.name,
            f"{short(limit)} seconds were too short to retrain two finalists: the mean of their networks varies less "
            "than those of one setting",
            self.phase,
            evidence={"networks": fold_count(evidence.config.as_dict())},
            changes=(replaced(evidence, "search.time_limit", 2 * limit),),
        )

    def _few(self, evidence: Evidence) -> Iterator[Finding]:
        record = evidence.ensemble
        if record is None or not record.averages or record.method != "mean":
            return
        networks = len(record.members) * fold_count(evidence.config.as_dict())
        if not 2 <= networks < ENOUGH or gap_to_close(evidence) is None:
            return
        name = "dev_log_loss" if "dev_log_loss" in record.metrics else "dev_rmse"
        one, mean = record.of_winner.get(name), record.metrics.get(name)
        if one is None or mean is None:
            return
        gain = (one - mean) * (_share(ENOUGH) / _share(networks) - 1)
        if gain <= _WORTHWHILE * mean:
            return
        yield Finding(
            self.name,
            f"only {networks} networks are averaged: {name} is {short(mean)} for their mean, and {short(one)} for one "
            f"of them; for the mean of {ENOUGH} networks it is expected to be {percent(gain / mean)} lower",
            self.phase,
            evidence={"networks": networks, "one": one, "mean": mean},
            changes=_more(evidence),
        )


def _time_was_too_short(evidence: Evidence, planned: int) -> bool:
    """Whether no networks were averaged, as the time limit ended the search before two of those `planned`."""
    record, limit = evidence.ensemble, evidence.config.search.time_limit
    is_one = record is None or not record.members
    return evidence.ended and limit is not None and is_one and evidence.retrained < min(planned, 2)


def _share(networks: int) -> float:
    """Return the share of the variance of single networks that their mean removes."""
    return 1 - 1 / networks


def _more(evidence: Evidence) -> tuple[ConfigChange, ...]:
    """Return changes to more finalists, with enough repeats for ENOUGH networks."""
    plan = evidence.config.search.finalists
    if plan is None or plan.count * plan.repeats >= ENOUGH:
        return ()
    count = max(plan.count, _SETTINGS)
    more: Mapping[str, int] = {"count": count, "repeats": max(plan.repeats, ceil(ENOUGH / count))}
    return tuple(replaced(evidence, f"search.finalists.{name}", number) for name, number in more.items())
