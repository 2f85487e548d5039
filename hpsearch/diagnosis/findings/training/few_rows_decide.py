"""Few rows decide: the errors of a few rows are so large that the rmse hardly depends on the others."""

from collections.abc import Iterator

from hpsearch.diagnosis.changes import replaced, with_choices
from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import Finding, Phase
from hpsearch.text.counting import how_many

_OF_SQUARES = ("dev_rmse", "dev_r2")

_FEWEST = 100
"""Smallest number of dev rows from which a few of them can be told from the others."""


class FewRowsDecideFinding:
    """The search metric is of squared errors, and these are mostly those of a few rows."""

    name = "few_rows_decide"
    phase = Phase.TRAINING
    place = 7
    trigger = (
        "a search by dev_rmse or dev_r2, whose model is not clearly better than a baseline, and whose squared errors "
        "vary as much as those of a twentieth of the dev rows would, without groups or weights"
    )
    proposes = "search.metric: dev_mae, and huber and absolute among the losses"

    def found(self, evidence: Evidence) -> Iterator[Finding]:
        """Yield the finding with the effective number of dev rows."""
        facts, rows, data = evidence.facts, evidence.rows_of("dev"), evidence.config.data
        if facts is None or facts.dev < _FEWEST or data.group is not None or data.weight is not None:
            return
        metric = evidence.ranking.metric
        if (
            metric not in _OF_SQUARES
            or rows >= evidence.thresholds.of_all_rows * facts.dev
            or not _is_unbeaten(evidence)
        ):
            return
        yield Finding(
            self.name,
            f"a few rows with very large errors decide {metric}, which is as uncertain as if the dev part had "
            f"{how_many(max(1, round(rows)), 'row')}, not {facts.dev:,}; dev_mae counts all rows alike, but favours "
            "medians over means",
            self.phase,
            evidence={"rows": facts.dev, "effective_rows": rows},
            changes=(
                replaced(evidence, "search.metric", "dev_mae"),
                *with_choices(evidence, "loss", "huber", "absolute"),
            ),
        )


def _is_unbeaten(evidence: Evidence) -> bool:
    """Whether a baseline is as good as the run's model, or nearly so."""
    winner = evidence.winner
    own = [each for each in evidence.comparisons if winner is not None and each.number == winner.number]
    return any(each.is_known and not each.clearly_better for each in own)
