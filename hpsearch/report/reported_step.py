"""A step of a loop for the report: its run, and the run's diagnosis."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from math import isfinite

from hpsearch.diagnosis.advice import QUADRANT, advised, changes_of, diagnosed, why_nothing
from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import ConfigChange, Finding, Phase
from hpsearch.records import Record
from hpsearch.report.sections.advice import limits_first
from hpsearch.runs.run import Run
from hpsearch.step_time import rests_on_few, step_cost
from hpsearch.trials.table import short

_TIME = "search.time_limit"


class ReportedStep(Record, dict=True):
    """A step of a loop: its number from 1, its run, the run's diagnosis, and the step before it."""

    number: int
    run: Run
    before: "ReportedStep | None" = None

    @cached_property
    def evidence(self) -> Evidence:
        """The evidence from its run."""
        return Evidence.of(self.run)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """All findings of its run, the first to act on first."""
        return diagnosed(self.evidence)

    @property
    def advice(self) -> tuple[tuple[ConfigChange, Finding], ...]:
        """The advised changes after this step, each with its finding."""
        return changes_of(self.evidence, advised(self.findings))

    @property
    def advised_next(self) -> list[tuple[str, str]]:
        """The advised changes as the user would make them, each with its reason, for the last step."""
        return [(self._typed(change), finding.label) for change, finding in self.advice]

    @property
    def why_nothing(self) -> str:
        """Why no change is advised after this step; for steps without advice."""
        return why_nothing(self.evidence, self.findings)

    def _typed(self, change: ConfigChange) -> str:
        if change.key == _TIME and _TIME in self.run.overridden:
            times = round(change.after / change.before)
            return f"{'twice' if times == 2 else f'{times} times'} the --time of the loop"
        return change.typed(self.run.overridden if self.number == 1 else ())

    @property
    def learns_dev_rows(self) -> bool:
        """Whether its model was trained on train and dev together at last."""
        record = self.run.ensemble
        return record is not None and record.refit > 0

    @property
    def value(self) -> float | None:
        """The search metric of the winner, over its retrainings if it has any; None without a winner."""
        return self.evidence.judged.get(self.run.ranking.metric)

    @property
    def half(self) -> float | None:
        """Half the interval of that value; None if it is not known."""
        first = next(iter(self.run.ranked_finalists), None)
        half = first.interval.half if first and first.interval else None
        return half if half is not None and isfinite(half) else None

    @property
    def taken_over(self) -> int:
        """Number of trials that were taken over from earlier steps."""
        return sum(bool(outcome.origin) for outcome in self.run.outcomes)

    @property
    def limits(self) -> list[str]:
        """The names of what limited it: what the advice acts on, or else the verdict on bias and variance."""
        acted_on = [finding for finding in advised(self.findings) if finding.phase != Phase.MODEL]
        verdict = [finding for finding in self.findings if finding.name in QUADRANT]
        return list(dict.fromkeys(finding.label for finding in acted_on or verdict))

    @property
    def limiting(self) -> list[str]:
        """The sentences on bias and variance, and on the findings that the advice acts on."""
        return list(dict.fromkeys(finding.sentence for finding in limits_first(self.findings)))

    @property
    def rests_on_few(self) -> str:
        """A phrase if its result rests on few trials; else empty."""
        count = len(self.run.outcomes)
        few = f"{count} {'trial' if count == 1 else 'trials'}"
        return f"few trials: its result rests on {few}, which the time was enough for" if rests_on_few(self.run) else ""

    @property
    def about_time(self) -> Iterator[str]:
        """Yield whether its trials took longer than those of the step before, and whether its result rests on few."""
        if self.before is not None and self.given is not None:
            cost, number, earlier = step_cost(self.before.run, self.run), self.before.number, self.before.given
            if cost.is_costly:
                more = f" (step {number}: {short(earlier)} s)" if earlier is not None else ""
                yield (
                    f"a trial is about {cost.ratio:.2g} times the work of one of step {number}: in "
                    f"{short(self.given)} s{more} it trained {cost.trained}, and step {number} {cost.before}"
                )
        if self.rests_on_few:
            yield self.rests_on_few

    @property
    def given(self) -> float | None:
        """Its time limit in seconds; None without a limit."""
        limit: float | None = self.run.meta("config")["search"]["time_limit"]
        return limit


def by_reason(changes: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    """Group the changes by reason, in the order of the reasons."""
    together: dict[str, list[str]] = {}
    for change, reason in changes:
        together.setdefault(reason, []).append(change)
    return together
