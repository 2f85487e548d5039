"""The best step of a loop in sentences: its result, comparisons, what limits it, and what to do next."""

from collections.abc import Iterator, Sequence

from hpsearch.report.changed_config import changes_between
from hpsearch.report.reported_step import ReportedStep, by_reason
from hpsearch.report.sections.baselines import baseline_sentences
from hpsearch.report.sections.comparison import ComparisonSection
from hpsearch.text.command_line import command
from hpsearch.trials.table import short


def best_step(alike: Sequence[ReportedStep]) -> ReportedStep | None:
    """The step with the best result of those that compare; None where no trial completed.

    Of equal ones it is the first whose model has learned the dev rows, too, and else the first.
    """
    with_value = [step for step in alike if step.value is not None]
    ranking = alike[0].run.ranking
    return min(
        with_value,
        key=lambda step: (
            ranking.cost({ranking.metric: step.value or 0.0}),
            bool(step.rests_on_few),
            not step.learns_dev_rows,
            step.number,
        ),
        default=None,
    )


def best_sentences(alike: Sequence[ReportedStep]) -> Iterator[str]:
    """Yield which comparable step is best, whether it beats the baselines and the first step, and what limits it."""
    best = best_step(alike)
    if best is None:
        yield "no trial completed"
        return
    folder, few = best.run.folder, f"; {best.rests_on_few}" if best.rests_on_few else ""
    own = best.evidence.config.objective is not None  # the user's own code has no saved models and no test part
    judging = "" if own else f", `{command('evaluate', folder)}` judges it on the test part"
    yield (
        f"best: step {best.number}, {best.run.ranking.metric} {short(best.value)}; `{command('report', folder)}` shows "
        f"it{judging}{few}"
    )
    yield from (f"step {best.number}: {sentence}" for sentence in baseline_sentences(best.run))
    if best.limiting:
        yield f"what limits step {best.number}: {best.limiting[0]}"
    yield from _what_next(best, alike)
    first = next(step for step in alike if step.value is not None)
    if best is not first and not own:
        for section in ComparisonSection().sections([best.run, first.run], None):
            yield from (f"by their saved models: {sentence}" for sentence in section.sentences)


def _what_next(best: ReportedStep, alike: Sequence[ReportedStep]) -> Iterator[str]:
    """Yield what later steps tried without success, and what is advised after the last step."""
    following = next((step for step in alike if step.number == best.number + 1), None)
    if following is not None:
        tried = by_reason(list(changes_between(best, following)))
        few = f" ({following.rests_on_few})" if following.rests_on_few else ""
        for why, changes in tried.items():
            yield f"tried in step {following.number} ({why}), which was no better{few}: {'; '.join(changes)}"
        if not tried:
            yield f"step {following.number} searched on with the same config, and found nothing better"
    last = alike[-1]
    for why, changes in by_reason(last.advised_next).items():
        yield f"to try after step {last.number} ({why}): {'; '.join(changes)}"
