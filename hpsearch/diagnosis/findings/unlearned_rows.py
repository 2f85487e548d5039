"""Rows on which the model is not trained: those of the dev part, although they are not needed after the choice."""

from collections.abc import Iterator

from hpsearch.diagnosis.changes import replaced
from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import Finding, Phase
from hpsearch.diagnosis.gaps import gap_to_close
from hpsearch.trials.folds import fold_count
from hpsearch.trials.refit_rows import LEAST_SHARE, ROWS_OF_NUMBERS


class UnlearnedRowsFinding:
    """The dev error is far above the train error, so that more rows would help, and the dev part has some."""

    name = "dev_rows_not_learned"
    phase = Phase.MODEL
    place = 20
    trigger = (
        "dev error exceeds train error by more than max(2 points, half of it), or is more than twice it (of a "
        "regression the squares), and the dev part has a twentieth of the training part's rows or more; of a "
        "regression with 5,000 rows or more"
    )
    proposes = "search.refit: true, so that the networks of the model learn the dev part's rows after the search"

    def found(self, evidence: Evidence) -> Iterator[Finding]:
        """Yield the finding with the rows that are left out."""
        search, facts, gap = evidence.config.search, evidence.facts, gap_to_close(evidence)
        if search.refit or search.mode == "panda" or facts is None or gap is None:
            return
        if fold_count(evidence.config.as_dict()) > 1 or facts.dev < LEAST_SHARE * facts.train:
            return
        enough = evidence.is_classification or facts.train + facts.dev + facts.test >= ROWS_OF_NUMBERS
        if not enough:
            return
        yield Finding(
            self.name,
            f"more rows would help: the model learns the {facts.train:,} of the training part, and could learn the "
            f"{facts.dev:,} of the dev part, too, once these have chosen it",
            self.phase,
            gap.certainty,
            {"train_rows": facts.train, "dev_rows": facts.dev},
            (replaced(evidence, "search.refit", True),),
        )
