"""Class imbalance: one class has most rows, so the error hardly depends on the others."""

from collections.abc import Iterator, Sequence

from hpsearch.data.target.balance import OF_BALANCED
from hpsearch.diagnosis.changes import replaced, with_choices
from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import Finding, Phase
from hpsearch.text.percent import percent
from hpsearch.trials.data_facts import metric_of_rare_classes, rare_classes

_BLIND = ("dev_error", "dev_accuracy")

_OF_RARE = ("dev_balanced_accuracy", "dev_f1", "dev_f1_macro", "dev_mcc")
"""Metrics that depend on how often the other classes are predicted, which networks rarely do by themselves."""


class ClassImbalanceFinding:
    """The largest class has nearly all rows, or is as good a prediction.

    The error then hardly depends on the other classes, and the metrics that do need networks that predict these.
    """

    name = "class_imbalance"
    phase = Phase.TRAINING
    place = 5
    trigger = (
        "the search goes by error or accuracy, or by F1, MCC or balanced accuracy without class_weight, and the "
        "largest class has more than 90 % of the training rows, or more than 70 % where the run's model is not clearly "
        "better than always predicting this class; or it goes by error or accuracy, and some of three classes or more "
        "have less than 5 % of the rows, and than half of an even share"
    )
    proposes = (
        "search.metric: dev_auc, or dev_f1 where dev has few rows of a class, in place of error or accuracy, and "
        "class_weight: balanced as a choice; nothing for a rare class of several, whose importance is not known: the "
        "sentence names the metric"
    )

    def found(self, evidence: Evidence) -> Iterator[Finding]:
        """Yield the finding with the share of the largest class."""
        facts, metric = evidence.facts, evidence.ranking.metric
        weights = with_choices(evidence, "class_weight", "balanced")
        is_blind = metric in _BLIND
        if facts is None or not facts.classes or not (is_blind or (weights and metric in _OF_RARE)):
            return
        share = max(facts.classes) / sum(facts.classes)
        limits = evidence.thresholds
        other = metric_of_rare_classes(facts.classes, facts.dev)
        if share <= (limits.lopsided_without_success if _is_unbeaten(evidence) else limits.lopsided):
            if is_blind and rare_classes(facts.classes):
                yield self._of_rare(facts.classes, metric, other)
            return
        yield Finding(
            self.name,
            f"{percent(share, 1)} of the training rows are of one class, {_so_that(metric, is_blind=is_blind)}"
            f"{f'; class_weight: balanced lets all classes count the same, but its {OF_BALANCED}' if weights else ''}",
            self.phase,
            evidence={"share": share},
            changes=(*([replaced(evidence, "search.metric", other)] if is_blind else []), *weights),
        )

    def _of_rare(self, classes: Sequence[int], metric: str, other: str) -> Finding:
        """Some of several classes are rare; whether these matter more than their rows is not known."""
        rare = rare_classes(classes)
        share = sum(classes[place] for place in rare) / sum(classes)
        which, them, they = (
            (f"rarest {len(rare)} of {len(classes)} classes have", "them", "they matter")
            if len(rare) > 1
            else (f"rarest of {len(classes)} classes has", "it", "it matters")
        )
        return Finding(
            self.name,
            f"the {which} {100 * share:.2g} % of the training rows, so that {metric} hardly depends on {them}; if "
            f"{they} as much as the others, search.metric: {other} counts each class equally",
            self.phase,
            evidence={"share": share},
            unchanged="how much a rare class matters is for you to say",
        )


def _so_that(metric: str, *, is_blind: bool) -> str:
    """What follows from a class that has nearly all rows."""
    if is_blind:
        return f"so that {metric} hardly depends on the others"
    return f"so that networks rarely predict the others, on which {metric} depends"


def _is_unbeaten(evidence: Evidence) -> bool:
    """Whether always predicting the largest class is as good as the run's model, or nearly so."""
    winner = evidence.winner
    return any(
        each.baseline == "largest_class" and each.is_known and not each.clearly_better
        for each in evidence.comparisons
        if winner is not None and each.number == winner.number
    )
