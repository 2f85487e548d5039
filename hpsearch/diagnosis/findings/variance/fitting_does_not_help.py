"""Fitting more does not help: the train error is high, but a trial that fits train far better is no better on dev."""

from collections.abc import Iterator, Mapping
from typing import Any

from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import Finding, Phase
from hpsearch.diagnosis.gaps import evidence_of, figure_of, is_behind_a_baseline, verdict_of
from hpsearch.diagnosis.recipe import against_variance, only_more_rows
from hpsearch.trials.outcomes import Outcome
from hpsearch.trials.table import short

_HIGHER, _LOWER = ("l2", "weight_decay", "label_smoothing"), ("keep_prob", "input_keep_prob")


class FittingDoesNotHelpFinding:
    """Networks of the space can fit the training part, but others are better on dev."""

    name = "fitting_does_not_help"
    phase = Phase.VARIANCE
    place = 15
    trigger = (
        "train error is as high as for high_bias and dev is near, but another trial fits train far better and is no "
        "better on dev"
    )
    proposes = "as for high_variance, which is what the networks have that fit"

    def found(self, evidence: Evidence) -> Iterator[Finding]:
        """Yield the finding with the trial that fits better, and the regularisation that it has less of."""
        known = verdict_of(evidence)
        if known is None or not known.fitting_does_not_help or known.fitted is None:
            return
        name, fitted = f"train_{evidence.headline}", known.fitted
        more = _more_regularised(evidence.settings, {**evidence.space.fixed, **fitted.settings})
        remedy = "a larger network would not help" + (
            "" if is_behind_a_baseline(evidence) else "; more rows or other columns may"
        )
        yield Finding(
            self.name,
            f"fitting more does not help: {name} {figure_of(known.bias.upper, evidence.sampling_error('train'))} "
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
    (name, (own, other)), *_ = more.items()
    beside = f"trial {fitted.number}: {short(other)}"
    return f"the winner's {name} of {short(own)} ({beside}) keeps it from fitting as well; "


def _more_regularised(own: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Return hyperparameters with more regularisation in the winner: its value and the other's."""
    signs = {**dict.fromkeys(_HIGHER, 1), **dict.fromkeys(_LOWER, -1)}
    pairs = [(name, own.get(name), other.get(name)) for name in signs]
    return {
        name: (a, b)
        for name, a, b in pairs
        if isinstance(a, int | float) and isinstance(b, int | float) and signs[name] * a > signs[name] * b
    }
