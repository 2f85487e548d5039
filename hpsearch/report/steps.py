"""The report on a loop: why it ended, its best step, and of each step what was searched, found and changed."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from math import isfinite
from pathlib import Path
from typing import Any

from hpsearch.config import config_from
from hpsearch.diagnosis.advice import advised, changes_of, diagnosed
from hpsearch.diagnosis.changes import config_with
from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import ConfigChange, Finding
from hpsearch.report.building import Report
from hpsearch.report.section import Listing, Section
from hpsearch.report.sections.advice import QUADRANT, limits_first
from hpsearch.report.sections.comparison import ComparisonSection, differing_keys
from hpsearch.report.sections.leaderboard import on_same_rows
from hpsearch.report.sections.winner import winner
from hpsearch.runs.run import Run
from hpsearch.text.command_line import command
from hpsearch.trials.table import Table, short

_NO_ADVICE = {"search.start", "search.time_limit"}
"""The keys that the loop itself sets in each config."""


def loop_report(folder: Path, runs: Sequence[Run], reason: str) -> Report:
    """The report on a loop in a folder, which has these runs, one a step, and ended for a reason."""
    steps = [_Step(number, run) for number, run in enumerate(runs, start=1)]
    return Report((str(folder),), tuple(_sections(steps, reason)))


@dataclass(frozen=True)
class _Step:
    """A step of a loop: its number from 1, its run, and the diagnosis of that."""

    number: int
    run: Run

    @cached_property
    def evidence(self) -> Evidence:
        return Evidence.of(self.run)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        return diagnosed(self.evidence)

    @property
    def advice(self) -> tuple[tuple[ConfigChange, Finding], ...]:
        return changes_of(self.evidence, advised(self.findings))

    @property
    def value(self) -> float | None:
        """The search metric of the winner, by its retrainings where it has some; None without a winner."""
        return self.evidence.judged.get(self.run.ranking.metric)

    @property
    def half(self) -> float | None:
        """Half the interval of that value; None where it is not known."""
        first = next(iter(self.run.ranked_finalists), None)
        half = first.interval.half if first and first.interval else None
        return half if half is not None and isfinite(half) else None

    @property
    def taken_over(self) -> int:
        return sum(bool(outcome.origin) for outcome in self.run.outcomes)

    @property
    def limits(self) -> list[str]:
        """The names of what limited it: what the advice acts on, or else the verdict on bias and variance."""
        acted_on = advised(self.findings) or [finding for finding in self.findings if finding.name in QUADRANT]
        return list(dict.fromkeys(finding.name.replace("_", " ") for finding in acted_on))


def _sections(steps: Sequence[_Step], reason: str) -> Iterator[Section]:
    """The end and the best step first, then a table of all steps, then each of them."""
    alike = _alike(steps)
    yield Section("loop", sentences=(f"the loop ended after {_counted(len(steps), 'step')}: {reason}", *_best(alike)))
    listing, metric = Listing(_table(steps)), steps[-1].run.ranking.metric
    drawn = [(step.number, step.value, step.half or 0.0) for step in alike if step.value is not None]
    figures = (partial(_figure, metric, drawn),) if len(drawn) > 1 else ()
    shown = Section("steps", title="Steps", tables=(listing,), figures=figures)
    yield Section("steps", tables=(listing,), page=(shown,))
    for step, following in zip(steps, [*steps[1:], None], strict=True):
        yield _section(step, following, _searched(step, steps))


def _section(step: _Step, following: _Step | None, searched: str) -> Section:
    """One step: lines of text, or on a page a title, sentences and a table of the changes that followed."""
    found, changes = [*_found(step), *_limits(step)], list(_changes(step, following))
    done = f"changed for step {following.number}" if following else "advised next"
    still = f"step {following.number} searched on with the same config" if following else "no change is advised"
    told = [f"{done} ({why}): {'; '.join(each)}" for why, each in _by_reason(changes).items()] or [still]
    table = Table((done.replace(" ", "_"), "because_of"), tuple(changes))
    page = Section(
        "step",
        title=f"Step {step.number}",
        remark=f"{step.run.folder}: {searched}",
        sentences=(*found, *([] if changes else told)),
        tables=(Listing(table),) if changes else (),
    )
    lines = [f"step {step.number}, {step.run.folder}: {searched}", *(f"  {each}" for each in [*found, *told])]
    return Section("step", sentences=tuple(lines), page=(page,))


def _alike(steps: Sequence[_Step]) -> list[_Step]:
    """The steps that were judged on the same rows, by the same metric, as the last one."""
    (group,) = (group for group in on_same_rows([step.run for step in steps]) if steps[-1].run in group)
    return [step for step in steps if step.run in group]


def _best(alike: Sequence[_Step]) -> Iterator[str]:
    """Which step has the best result of those that compare, and whether the dev rows tell it from the first."""
    ranking = alike[0].run.ranking
    with_value = [step for step in alike if step.value is not None]
    if not with_value:
        yield "no trial completed"
        return
    best = min(with_value, key=lambda step: (ranking.cost({ranking.metric: step.value or 0.0}), step.number))
    folder = best.run.folder
    yield (
        f"best: step {best.number}, {ranking.metric} {short(best.value)}; `{command('report', folder)}` shows it, "
        f"`{command('evaluate', folder)}` judges it on the test part"
    )
    if best is not with_value[0]:
        for section in ComparisonSection().sections([best.run, with_value[0].run], None):
            yield from section.sentences


def _table(steps: Sequence[_Step]) -> Table:
    """One row a step."""
    metrics = {step.run.ranking.metric for step in steps}
    named = metrics.pop() if len(metrics) == 1 else "value"
    return Table(
        ("step", "trials", "taken_over", "winner", named, "plus_minus", "limited_by"),
        tuple(
            (
                step.number,
                len(step.run.outcomes),
                step.taken_over,
                step.evidence.winner.number if step.evidence.winner else None,
                step.value,
                step.half,
                ", ".join(step.limits),
            )
            for step in steps
        ),
    )


def _searched(step: _Step, steps: Sequence[_Step]) -> str:
    """The hyperparameters and the number of trials; where a step took over nothing, whether it can be compared."""
    trials = len(step.run.outcomes)
    axes = ", ".join(dict.fromkeys(axis.hyperparameter for axis in step.run.space.axes)) or "no hyperparameter"
    told = f"{_counted(trials, 'trial')} over {axes}"
    if step.number == 1:
        return told
    before = steps[step.number - 2]
    if before.run not in next(group for group in on_same_rows([before.run, step.run]) if step.run in group):
        return f"{told}; judged on other rows, or by another metric, than step {before.number}: all were trained anew"
    return f"{told}, {step.taken_over or 'none'} of them taken over from step {before.number}"


def _found(step: _Step) -> list[str]:
    best, metric = step.evidence.winner, step.run.ranking.metric
    if best is None:
        return ["no trial completed"]
    return [winner(step.run) or f"winner: trial {best.number}, {metric} {short(step.value)}"]


def _limits(step: _Step) -> list[str]:
    """The sentences on bias and variance, and on what the advice acts on."""
    return list(dict.fromkeys(finding.sentence for finding in limits_first(step.findings)))


def _changes(step: _Step, following: _Step | None) -> Iterator[tuple[str, str]]:
    """What differs in the config of the following step, and because of which finding; without one, what is advised."""
    advice = [(change, (str(change), finding.name.replace("_", " "))) for change, finding in step.advice]
    if following is None:
        yield from (told for _, told in advice)
        return
    config = step.evidence.config
    proposed = config_from(config_with(config.as_dict(), [change for change, _ in advice]), config.folder, config.name)
    expected, stated = json.loads(json.dumps(proposed.as_dict())), following.run.meta("config")
    for key, before, after in differing_keys([step.run, following.run]).rows:
        found = [told for change, told in advice if f"{change.key}.".startswith(f"{key}.")]
        if key not in _NO_ADVICE:
            as_proposed = found and _at(expected, key) == _at(stated, key)
            yield from found if as_proposed else [(f"{key}: {short(before)} → {short(after)}", "by hand")]


def _by_reason(changes: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    together: dict[str, list[str]] = {}
    for change, reason in changes:
        together.setdefault(reason, []).append(change)
    return together


def _at(config: Mapping[str, Any], key: str) -> Any:
    section, _, name = key.partition(".")
    return config.get(section, {}).get(name)


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _figure(metric: str, values: Sequence[tuple[int, float, float]]) -> str:
    from hpsearch.report.figures.progression import progression_svg  # noqa: PLC0415 (matplotlib takes half a second)

    return progression_svg(metric, values)
