"""Class imbalance: one class has most rows, so the error hardly depends on the others."""

from collections.abc import Iterator

from hpsearch.data.target.balance import OF_BALANCED
from hpsearch.diagnosis.changes import replaced, with_choices
from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import Finding, Phase
from hpsearch.text.percent import percent
from hpsearch.trials.data_facts import metric_of_rare_classes

_BLIND = ("dev_error", "dev_accuracy")


class ClassImbalanceFinding:
    """The search metric is the error, and the largest class has nearly all rows, or is as good a prediction."""

    name = "class_imbalance"
    phase = Phase.TRAINING
    place = 5
    trigger = (
        "the search goes by error or accuracy, and the largest class has more than 90 % of the training rows, or more "
        "than 70 % where the run's model is not clearly better than always predicting this class"
    )
    proposes = (
        "search.metric: dev_auc, or dev_f1 where dev has few rows of a class, and class_weight: balanced as a choice"
    )

    def found(self, evidence: Evidence) -> Iterator[Finding]:
        """Yield the finding with the share of the largest class."""
        facts = evidence.facts
        if facts is None or not facts.classes or evidence.ranking.metric not in _BLIND:
            return
        share = max(facts.classes) / sum(facts.classes)
        limits = evidence.thresholds
        if share <= (limits.lopsided_without_success if _is_unbeaten(evidence) else limits.lopsided):
            return
        weights = with_choices(evidence, "class_weight", "balanced")
        yield Finding(
            self.name,
            f"{percent(share, 1)} of the training rows are of one class, so that {evidence.ranking.metric} hardly "
            f"depends on the others{f'; with class_weight: balanced, {OF_BALANCED}' if weights else ''}",
            self.phase,
            evidence={"share": share},
            changes=(
                replaced(evidence, "search.metric", metric_of_rare_classes(facts.classes, facts.dev)),
                *weights,
            ),
        )


def _is_unbeaten(evidence: Evidence) -> bool:
    """Whether always predicting the largest class is as good as the run's model, or nearly so."""
    winner = evidence.winner
    return any(
        each.baseline == "largest_class" and each.is_known and not each.clearly_better
        for each in evidence.comparisons
        if winner is not None and each.number == winner.number
    )
