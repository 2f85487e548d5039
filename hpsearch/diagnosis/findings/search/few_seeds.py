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

ASKED_FOR = 5
"""Largest number of planned repeats from which more are proposed: those that were raised once are not raised again."""

_FEWEST = 8

_EQUAL = "the finalists had more retrainings already, and are equally good as far as these tell"


class FewSeedsFinding:
    """By its retrainings with new seeds, the winner is not clearly better than another finalist."""

    name = "too_few_seeds"
    phase = Phase.SEARCH
    place = 30
    trigger = "a finalist is tied with the winner; or of 8 trials or more, none was trained again with new seeds"
    proposes = (
        "as many repeats as may tell the last such finalist from the winner; none if 20 would not, or after more than "
        "5 each: then they are equally good"
    )

    def found(self, evidence: Evidence) -> Iterator[Finding]:
        """Yield the finding with the closest tie."""
        plan = evidence.config.search.finalists
        if plan is None:
            several = evidence.winner is not None and len(evidence.trials) >= _FEWEST
            if several and evidence.config.search.mode == "caviar":
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
        done, others = nearest.retrainings, how_many(len(tied), "other finalist")
        enough, equal = _enough(done, difference), done >= plan.repeats > ASKED_FOR
        may_tell = f"; {enough} each may tell these two apart" if enough <= MOST_REPEATS and not equal else ""
        more = plan.repeats < enough <= MOST_REPEATS  # as many as planned, or fewer, only need the time for them
        about = "is about" if len(tied) == 1 else "are about"
        kind, verb = ("equally good", about) if equal else ("too few seeds", "may be")
        yield Finding(
            self.name,
            f"{kind}: after {how_many(done, 'retraining')} each, {others} {verb} as good as the winner (trial "
            f"{nearest.number} differs by {plus_minus(abs(difference.middle), difference.half)}{may_tell})",
            self.phase,
            0.95,
            {"tied": len(tied), "difference": difference.middle, "half": difference.half},
            (replaced(evidence, "search.finalists.repeats", enough),) if more and not equal else (),
            unchanged=_EQUAL if equal else "",
        )


def _enough(done: int, difference: ConfidenceInterval) -> int:
    """Return how many retrainings would tell two finalists apart, if their difference stays as after those done."""
    if not difference.middle:
        return MOST_REPEATS + 1
    ratio = difference.half / abs(difference.middle)
    return max(done + 1, ceil(min(done * ratio**2, 1e6)))
