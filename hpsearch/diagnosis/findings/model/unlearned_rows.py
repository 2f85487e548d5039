"""Rows on which the model is not trained: those of the dev part, although they are not needed after the choice."""

from collections.abc import Iterator

from hpsearch.diagnosis.changes import replaced
from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import Finding, Phase
from hpsearch.diagnosis.gap import Gap
from hpsearch.diagnosis.gaps import variance_gap
from hpsearch.trials.ensembles import LEAST_SHARE, ROWS_OF_NUMBERS
from hpsearch.trials.folds import fold_count

_WORTHWHILE = 0.01
"""Smallest expected relative reduction of the dev error by learning the dev rows."""


class UnlearnedRowsFinding:
    """The dev error is above the train error, so that more rows would help, and the dev part has some."""

    name = "dev_rows_not_learned"
    phase = Phase.MODEL
    place = 20
    trigger = (
        "half of the distance from train to dev error, times the dev part's share of the rows of both, is 1 % of the "
        "dev error or more (of a regression the squares), and the dev part has a twentieth of the training part's rows "
        "or more; of a regression with 5,000 rows or more"
    )
    proposes = "search.refit: true, so that the networks of the model learn the dev part's rows after the search"

    def found(self, evidence: Evidence) -> Iterator[Finding]:
        """Yield the finding with the rows that are left out."""
        search, facts, gap = evidence.config.search, evidence.facts, variance_gap(evidence)
        if search.refit or search.mode == "panda" or facts is None or gap is None:
            return
        if fold_count(evidence.config.as_dict()) > 1 or facts.dev < LEAST_SHARE * facts.train:
            return
        enough = evidence.is_classification or facts.train + facts.dev + facts.test >= ROWS_OF_NUMBERS
        gain = _gain(evidence, gap, facts.dev / (facts.train + facts.dev))
        if not enough or gain < _WORTHWHILE:
            return
        yield Finding(
            self.name,
            f"more rows would help: the model learns the {facts.train:,} of the training part, and could learn the "
            f"{facts.dev:,} of the dev part, too, once these have chosen it",
            self.phase,
            gap.certainty,
            {"train_rows": facts.train, "dev_rows": facts.dev, "gain": gain},
            (replaced(evidence, "search.refit", True),),
        )


def _gain(evidence: Evidence, gap: Gap, share: float) -> float:
    """Return the expected relative reduction of the dev error where the rows learned are more by that share of all.

    What dev is above and train below the error that endless rows would leave is about as much, and inverse to the
    number of rows (Murata, Yoshizawa & Amari 1994, of networks and any loss). It may be chance, but costs little.
    """
    power = 1 if evidence.is_classification else 2
    return (1 - (gap.lower / gap.upper) ** power) / 2 * share if gap.upper > 0 else 0.0
