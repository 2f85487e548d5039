"""The section of a page with learning curves: of the winner, the leaders, and the spread of all trials."""

from collections.abc import Iterator, Sequence
from functools import partial

from hpsearch.report.section import Section
from hpsearch.runs.run import Run
from hpsearch.trials.epochs import EpochRecord
from hpsearch.trials.outcomes import Outcome, Status

LEADERS = 5
"""Number of best trials whose curves are drawn, including the winner."""

MOST_IN_SPREAD = 200
"""Largest number of trials for the spread, evenly spaced by number."""

_FEWEST_IN_SPREAD = 3
"""Smallest number of trials that have a spread."""


class CurvesSection:
    """The learning curves of each run; trainings that were changed by hand have their own section."""

    name = "curves"
    place = 22

    def sections(self, runs: Sequence[Run], top: int | None) -> Iterator[Section]:  # noqa: ARG002 (ranks no trials)
        """Yield a section for each run, only for a page; none if no trial has two epochs."""
        for run in runs:
            leaders = leading(run)
            if not leaders or max(each.epochs_run for each in leaders) < 2:
                continue
            spread = spread_over(run)
            remark = about(len(leaders), len(spread), _measured(run))
            yield Section(
                self.name,
                str(run.folder),
                page=(
                    Section(self.name, str(run.folder), "Learning curves", remark, figures=(partial(_figure, run),)),
                ),
                data={},
            )


def about(leaders: int, spread: int, measured: int) -> str:
    """Say what the figure shows of so many best trials, and of so many trials with a spread, out of all."""
    told = "The winner's metric on the dev part (thick) and, if it was measured there, on the training part (dashed)"
    told += "" if leaders == 1 else ", and that of the next best trials on dev"
    if spread < _FEWEST_IN_SPREAD:
        return f"{told}."
    of = "all" if spread == measured else f"{spread:,} of {measured:,}"
    return f"{told}. The shade holds the middle 80 % of {of} trials at each epoch, the line in it is their median."


def leading(run: Run) -> list[Outcome]:
    """Return the best complete trials, the winner first, without those that were changed during training."""
    changed = {story.trial for story in run.stories}
    complete = [each for each in run.outcomes if each.status == Status.COMPLETE and each.number not in changed]
    return complete[:LEADERS]


def spread_over(run: Run) -> list[int]:
    """Return the numbers of the trials for the spread."""
    numbers = sorted(each.number for each in run.outcomes if each.epochs_run)
    if len(numbers) <= MOST_IN_SPREAD:
        return numbers
    return [numbers[place * len(numbers) // MOST_IN_SPREAD] for place in range(MOST_IN_SPREAD)]


def by_epoch(epochs: Sequence[EpochRecord], name: str) -> dict[int, float]:
    """Return a metric at each epoch: the mean over repeats and folds."""
    found: dict[int, list[float]] = {}
    for each in epochs:
        if name in each.metrics:
            found.setdefault(each.epoch, []).append(each.metrics[name])
    return {epoch: sum(values) / len(values) for epoch, values in sorted(found.items())}


def _train_curve(metric: str, epochs: Sequence[EpochRecord]) -> dict[int, float]:
    """Return the metric on the training part at each epoch; empty where it was not measured."""
    train = metric.replace("dev_", "train_", 1)
    return {} if train == metric else by_epoch(epochs, train)


def _measured(run: Run) -> int:
    return sum(bool(each.epochs_run) for each in run.outcomes)


def _figure(run: Run) -> str:
    from hpsearch.report.figures.learning import learning_figure  # noqa: PLC0415 (matplotlib takes half a second)
    from hpsearch.report.figures.svg import as_svg  # noqa: PLC0415 (as above)

    leaders = [each.number for each in leading(run)]
    epochs = run.epochs_of([*leaders, *spread_over(run)])
    metric = run.ranking.metric
    drawn = {number: by_epoch(epochs[number], metric) for number in leaders}
    train = _train_curve(metric, epochs[leaders[0]])
    trials = [by_epoch(epochs[number], metric) for number in spread_over(run)]
    return as_svg(lambda: learning_figure(metric, drawn, train, trials))
