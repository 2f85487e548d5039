"""Too few seeds: the winner is not clearly better than other finalists, or there were no retrainings."""

from collections.abc import Iterator
from math import ceil, isfinite

from hpsearch.diagnosis.changes import replaced
from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import Finding, Phase
from hpsearch.text.counting import how_many
from hpsearch.trials.intervals import ConfidenceInterval
from hpsearch.trials.repeats import trainings_words
from hpsearch.trials.uncertain import plus_minus

MOST_REPEATS = 20
_FEWEST = 8


class FewSeedsFinding:
    """By its retrainings with new seeds, the winner is not clearly better than another finalist."""

    name = "too_few_seeds"
    phase = Phase.SEARCH
    place = 30
    trigger = "a finalist is tied with the winner; or of 8 trials or more, none was trained again with new seeds"
    proposes = "as many repeats as may tell the last such finalist from the winner; none if 20 would not"

    def found(self, evidence: Evidence) -> Iterator[Finding]:
        """Yield the finding with the closest tie."""
        plan = evidence.config.search.finalists
        if plan is None:
            if len(evidence.trials) >= _FEWEST and evidence.config.search.mode == "caviar":
                yield Finding(
                    self.name,
                    f"the winner is the best of {trainings_words(evidence.config.search.repeats)}, which is partly "
                    "luck: no trial was trained again with new seeds",
                    self.phase,
                    changes=(replaced(evidence, "search.finalists", {"count": 5, "repeats": 5}),),
                )
            return
        tied = [
            each
            for each in evidence.finalists[1:]
            if each.tied_with_first and each.difference and each.difference.half > 0
        ]
        if not tied:
            return
        nearest = max(tied, key=lambda each: abs(each.difference.middle) if each.difference else 0.0)
        difference = nearest.difference
        if difference is None or not isfinite(difference.half):
            return
        done = nearest.retrainings
        enough = _enough(done, difference)
        may_tell = f"; {enough} may tell these two apart" if enough <= MOST_REPEATS else ""
        more = plan.repeats < enough <= MOST_REPEATS  # as many as planned, or fewer, only need the time for them
        yield Finding(
            self.name,
            f"too few seeds: after {how_many(done, 'retraining')} each, "
            f"{how_many(len(tied), 'other finalist')} may be as good as the winner (trial {nearest.number} differs by "
            f"{plus_minus(difference.middle, difference.half)}{may_tell})",
            self.phase,
            0.95,
            {"tied": len(tied), "difference": difference.middle, "half": difference.half},
            (replaced(evidence, "search.finalists.repeats", enough),) if more else (),
        )


def _enough(done: int, difference: ConfidenceInterval) -> int:
    """Return how many retrainings would tell two finalists apart, if their difference stays as after those done."""
    if not difference.middle:
        return MOST_REPEATS + 1
    ratio = difference.half / abs(difference.middle)
    return max(done + 1, ceil(min(done * ratio**2, 1e6)))
