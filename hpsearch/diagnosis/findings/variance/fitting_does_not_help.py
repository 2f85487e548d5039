"""Fitting more does not help: the train error is high, but a trial that fits train far better is no better on dev."""

from collections.abc import Iterator, Mapping
from typing import Any

from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import Finding, Phase
from hpsearch.diagnosis.gaps import evidence_of, figure_of, is_behind_a_baseline, verdict_of
from hpsearch.diagnosis.recipe import against_variance, only_more_rows
from hpsearch.diagnosis.reference import fits_worse_than_a_guess
from hpsearch.trials.outcomes import Outcome
from hpsearch.trials.table import short

_HARDLY = {"l2": 0.1, "weight_decay": 0.01, "label_smoothing": 0.02, "keep_prob": 0.05, "input_keep_prob": 0.05}
"""Strengths of regularisation, or shares of units that are dropped, up to which it hardly changes a network."""

_TIMES = 3
"""Ratio of two strengths from which the stronger one is named as what keeps a network from fitting."""


class FittingDoesNotHelpFinding:
    """Networks of the space can fit the training part, but others are better on dev."""

    name = "fitting_does_not_help"
    phase = Phase.VARIANCE
    place = 15
    trigger = (
        "train error is as high as for high_bias, but not above that of always predicting the largest class or the "
        "mean; dev is near; and another trial fits train far better and is no better on dev"
    )
    proposes = "as for high_variance, which is what the networks have that fit"

    def found(self, evidence: Evidence) -> Iterator[Finding]:
        """Yield the finding with the trial that fits better, and the regularisation that it has less of."""
        known = verdict_of(evidence)
        if (
            known is None
            or not known.fitting_does_not_help
            or known.fitted is None
            or fits_worse_than_a_guess(evidence)
        ):
            return
        name, fitted = f"train_{evidence.judged_by}", known.fitted
        more = _more_regularised(evidence.settings, {**evidence.space.fixed, **fitted.settings})
        remedy = "a larger network would not help" + (
            "" if is_behind_a_baseline(evidence) else "; more rows or other columns may"
        )
        train = figure_of(evidence.as_error(known.bias.upper), evidence.sampling_error("train"))
        yield Finding(
            self.name,
            f"fitting more does not help: {name} {train} "
            f"{evidence.judged_as}, and trial {fitted.number}, with {name} {short(fitted.metrics[name])}, "
            f"is no better on dev; {_held_back(more, fitted)}{remedy}",
            self.phase,
            0.5,
            {**evidence_of(evidence, known), "fitted": fitted.metrics[name]},
            tuple(against_variance(evidence)),
            unchanged=f"fitting more does not help, and {only_more_rows(evidence)}",
        )


def _held_back(more: Mapping[str, tuple[Any, Any]], fitted: Outcome) -> str:
    """Return which stronger regularisation keeps the winner from fitting; empty if there is none."""
    if not more:
        return ""
    name, (own, other) = max(more.items(), key=lambda item: _times_as_strong(item[0], *item[1]))
    beside = f"trial {fitted.number}: {short(other)}"
    return f"the winner's {name} of {short(own)} ({beside}) keeps it from fitting as well; "


def _more_regularised(own: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Return hyperparameters with far more regularisation in the winner: its value and the other's."""
    pairs = {name: (own.get(name), other.get(name)) for name in _HARDLY}
    return {
        name: (a, b)
        for name, (a, b) in pairs.items()
        if isinstance(a, int | float) and isinstance(b, int | float) and _times_as_strong(name, a, b) >= _TIMES
    }


def _times_as_strong(name: str, one: float, other: float) -> float:
    """Return how many times as strong one value regularises as the other, which is taken to do a little at least."""
    strong, weak = (1 - one, 1 - other) if name.endswith("keep_prob") else (one, other)
    return strong / max(weak, _HARDLY[name])
