"""Class imbalance: one class has nearly all rows, so the error hardly depends on the others."""

from collections.abc import Iterator

from hpsearch.diagnosis.changes import replaced, with_choices
from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import Finding, Phase
from hpsearch.text.percent import percent
from hpsearch.trials.data_facts import metric_of_rare_classes

_BLIND = ("dev_error", "dev_accuracy")


class ClassImbalanceFinding:
    """The search metric is the error, and the largest class has more than nine tenths of the rows."""

    name = "class_imbalance"
    phase = Phase.TRAINING
    place = 40
    trigger = "the largest class has more than 90 % of the training rows, and the search goes by error or accuracy"
    proposes = (
        "search.metric: dev_auc, or dev_f1 where dev has few rows of a class, and class_weight: balanced as a choice"
    )

    def found(self, evidence: Evidence) -> Iterator[Finding]:
        """Yield the finding with the share of the largest class."""
        facts = evidence.facts
        if facts is None or not facts.classes or evidence.ranking.metric not in _BLIND:
            return
        share = max(facts.classes) / sum(facts.classes)
        if share <= evidence.thresholds.lopsided:
            return
        yield Finding(
            self.name,
            f"{percent(share, 1)} of the training rows are of one class, so that {evidence.ranking.metric} says little "
            "of the others",
            self.phase,
            evidence={"share": share},
            changes=(
                replaced(evidence, "search.metric", metric_of_rare_classes(facts.classes, facts.dev)),
                *with_choices(evidence, "class_weight", "balanced"),
            ),
        )
