"""The section with the winner of a search, its interval, and the trials that are not clearly worse."""

from collections.abc import Iterator, Sequence
from math import isfinite

from hpsearch.report.section import Section
from hpsearch.runs.run import Run
from hpsearch.trials.finalists import Finalist, contenders
from hpsearch.trials.intervals import ConfidenceInterval
from hpsearch.trials.outcomes import Status
from hpsearch.trials.repeats import trainings_words
from hpsearch.trials.table import short
from hpsearch.trials.uncertain import plus_minus


class WinnerSection:
    """The winner of each run, its interval, and the trials that it is not clearly better than."""

    name = "winner"
    place = 3

    def sections(self, runs: Sequence[Run], top: int | None) -> Iterator[Section]:  # noqa: ARG002 (ranks no trials)
        """Yield a section for each run; for a run without finalists it has no sentence."""
        for run in runs:
            sentence = winner(run)
            yield Section(
                self.name,
                str(run.folder),
                sentences=(sentence,) if sentence else (),
                data={"certainty": sentence or None},
            )


def winner(run: Run) -> str:
    """Return a sentence about the winner of a run; empty if no finalist was to be retrained, or not all are yet."""
    return winner_of(run.ranked_finalists, run.ranking.metric) or (_no_time(run) if _lacks_finalists(run) else "")


def _lacks_finalists(run: Run) -> bool:
    """Whether the time limit of a search that has ended left no time to retrain its finalists."""
    search = run.meta("config")["search"]
    return (
        run.has_ended
        and search["time_limit"] is not None
        and search.get("finalists") is not None
        and search["mode"] == "caviar"
        and any(outcome.status == Status.COMPLETE for outcome in run.outcomes)
    )


def _no_time(run: Run) -> str:
    """Say how many retrainings were done, if any, and what the first trial is the best of."""
    trainings = trainings_words(run.meta("config")["search"].get("repeats", 1))
    best = f"the first trial is the best of {trainings}, which is partly luck"
    done, planned, repeats = _retrainings(run)
    if not done:
        return f"no time was left to retrain the finalists with new seeds: {best}"
    return (
        f"the time was over after {done} of {planned} retrainings of the finalists with new seeds, which rank nothing "
        f"before each finalist has {repeats}: {best}; --resume with more time goes on from them"
    )


def _retrainings(run: Run) -> tuple[int, int, int]:
    """Return how many retrainings of the finalists were done, how many were planned, and how many for each finalist."""
    search, plan = run.meta("config")["search"], run.meta("finalists")
    if plan is None:
        return 0, 0, 0
    first, repeats = search.get("repeats", 1), plan["repeats"]
    numbers = {each.number for each in contenders(run.outcomes, plan["count"], run.ranking)}
    done = [each for each in run.retrainings if each.number in numbers and first <= each.repeat < first + repeats]
    return len(done), len(numbers) * repeats, repeats


def winner_of(finalists: Sequence[Finalist], metric: str) -> str:
    """Return a sentence about the first finalist; empty if there are no finalists.

    "winner: trial 55, dev_error 0.100 ± 0.016 (mean of 5 trainings with new seeds); not clearly better than 59, 48"
    """
    if not finalists:
        return ""
    first, *others = finalists
    if first.interval is None:
        return "every finalist diverged or failed with a new seed; they are ranked by their first training"
    return f"winner: trial {first.number}, {metric} {_mean(first.interval, first.retrainings)}{_ties(others)}"


def _mean(interval: ConfidenceInterval, trainings: int) -> str:
    """Return the mean, its interval, and the number of trainings."""
    if not isfinite(interval.half):
        return f"{short(interval.middle)} (one training with a new seed, too few for an interval)"
    if not interval.half:
        return f"{short(interval.middle)} (in each of {trainings} trainings with new seeds)"
    return f"{plus_minus(interval.middle, interval.half)} (mean of {trainings} trainings with new seeds)"


def _ties(others: Sequence[Finalist]) -> str:
    if not others:
        return ""
    tied = ", ".join(str(other.number) for other in others if other.tied_with_first)
    if tied:
        return f"; not clearly better than {tied}"
    return f"; clearly better than the other {f'{len(others)} finalists' if len(others) > 1 else 'finalist'}"
