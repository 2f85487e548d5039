"""The report on a loop: why it ended, its best step, and for each step what was searched, found and changed."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from hpsearch.report.best_step import best_sentences, best_step
from hpsearch.report.building import Report
from hpsearch.report.changed_config import changes_between
from hpsearch.report.reported_step import ReportedStep, by_reason
from hpsearch.report.same_rows import are_on_same_rows, on_same_rows
from hpsearch.report.section import Listing, Section
from hpsearch.report.sections.winner import winner
from hpsearch.runs.run import Run
from hpsearch.text.counting import how_many
from hpsearch.trials.table import Table, short


def loop_report(folder: Path, runs: Sequence[Run], reason: str) -> Report:
    """Return the report on a loop in a folder, with its runs, one per step, and the reason for its end."""
    steps: list[ReportedStep] = []
    for number, run in enumerate(runs, start=1):
        steps.append(ReportedStep(number, run, steps[-1] if steps else None))
    return Report((str(folder),), tuple(_sections(steps, reason)))


def _sections(steps: Sequence[ReportedStep], reason: str) -> Iterator[Section]:
    """Yield the end and the best step first, then a table of all steps, then each step."""
    alike = _alike(steps)
    yield Section(
        "loop", sentences=(f"the loop ended after {how_many(len(steps), 'step')}: {reason}", *best_sentences(alike))
    )
    listing, metric = Listing(_table(steps)), steps[-1].run.ranking.metric
    drawn = [(step.number, step.value, step.half or 0.0) for step in alike if step.value is not None]
    figures = (partial(_figure, metric, drawn, _best_baseline(alike, metric)),) if len(drawn) > 1 else ()
    shown = Section("steps", title="Steps", tables=(listing,), figures=figures)
    yield Section("steps", tables=(listing,), page=(shown,))
    for step, following in zip(steps, [*steps[1:], None], strict=True):
        yield _section(step, following, _searched(step, steps))


def _section(step: ReportedStep, following: ReportedStep | None, searched: str) -> Section:
    """Return the section of one step: lines of text, or on a page title, sentences and the changes after it."""
    found, changes = [*_found(step), *step.about_time, *step.limiting], list(changes_between(step, following))
    done = f"changed for step {following.number}" if following else "advised next"
    still = (
        f"step {following.number} searched on with the same config"
        if following
        else f"no change is advised: {step.why_nothing}"
    )
    told = [f"{done} ({why}): {'; '.join(each)}" for why, each in by_reason(changes).items()] or [still]
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


def _alike(steps: Sequence[ReportedStep]) -> list[ReportedStep]:
    """Return the steps that were judged on the same rows, by the same metric, as the last one."""
    (group,) = (group for group in on_same_rows([step.run for step in steps]) if steps[-1].run in group)
    return [step for step in steps if step.run in group]


def _table(steps: Sequence[ReportedStep]) -> Table:
    """One row per step."""
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


def _searched(step: ReportedStep, steps: Sequence[ReportedStep]) -> str:
    """Return the hyperparameters and the number of trials; if nothing was taken over, whether steps compare."""
    trials = len(step.run.outcomes)
    axes = ", ".join(dict.fromkeys(axis.hyperparameter for axis in step.run.space.axes)) or "no hyperparameter"
    told = f"{how_many(trials, 'trial')} over {axes}"
    if step.number == 1:
        return told
    before = steps[step.number - 2]
    if before.run not in next(group for group in on_same_rows([before.run, step.run]) if step.run in group):
        otherwise = "by another metric" if are_on_same_rows(before.run, step.run) else "on other rows"
        return f"{told}; judged {otherwise} than step {before.number}: all were trained anew"
    return f"{told}, {step.taken_over or 'none'} of them taken over from step {before.number}"


def _found(step: ReportedStep) -> list[str]:
    best, metric = step.evidence.winner, step.run.ranking.metric
    if best is None:
        return ["no trial completed"]
    return [winner(step.run) or f"winner: trial {best.number}, {metric} {short(step.value)}"]


def _best_baseline(alike: Sequence[ReportedStep], metric: str) -> tuple[str, float] | None:
    """Return name and value of the best baseline of the best step; None if no baseline has a value."""
    best = best_step(alike)
    known = [each for each in best.run.baselines if metric in each.metrics] if best else []
    if best is None or not known:
        return None
    first = min(known, key=lambda each: best.run.ranking.cost(dict(each.metrics)))
    return first.called, first.metrics[metric]


def _figure(metric: str, values: Sequence[tuple[int, float, float]], baseline: tuple[str, float] | None) -> str:
    from hpsearch.report.figures.progression import progression_figure  # noqa: PLC0415 (matplotlib takes half a second)
    from hpsearch.report.figures.svg import as_svg  # noqa: PLC0415 (as above)

    return as_svg(lambda: progression_figure(metric, values, baseline))
