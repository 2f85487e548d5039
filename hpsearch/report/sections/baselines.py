"""The section above the leaderboard: the baselines, and whether the run's model is significantly better."""

from collections.abc import Iterator, Sequence

from hpsearch.diagnosis.thresholds import Thresholds
from hpsearch.report.section import Listing, Paper, Section
from hpsearch.runs.run import Run
from hpsearch.trials.baselines import NO_ROOM, Baseline, Comparison
from hpsearch.trials.data_facts import metric_of_rare_classes
from hpsearch.trials.table import Table, short

_ABOUT = "better_by is how much better the run's model is on the dev part, with its 95 % interval (low, high)."


class BaselinesSection:
    """The baselines of each run."""

    name = "baselines"
    place = 5

    def sections(self, runs: Sequence[Run], top: int | None) -> Iterator[Section]:  # noqa: ARG002 (ranks no trials)
        """Yield one section for each run; without sentences for a run without baselines."""
        for run in runs:
            table, sentences = baselines_table(run), tuple(baseline_sentences(run))
            shown = table.without(*(name for name in table.header if set(table.column(name)) <= {None, ""}))
            listing = (Listing(shown),) if len(shown.header) > 1 else ()
            yield Section(
                self.name,
                str(run.folder),
                sentences=sentences,
                tables=listing,
                drawing=_no_lines,
                page=(
                    Section(self.name, str(run.folder), sentences=sentences),
                    Section(self.name, str(run.folder), "The model against baselines", _ABOUT, tables=listing),
                ),
                data={"baselines": table, "against_baselines": sentences[-1] if sentences else None},
            )


def baselines_table(run: Run) -> Table:
    """One row per baseline: its value of the search metric, and how much better the run's model is."""
    metric = run.ranking.metric
    against = {each.baseline: each for each in run.comparisons}
    header = ("baseline", metric, "better_by", "low", "high", "p", "test", "message")
    rows = []
    for each in run.baselines:
        found = against.get(each.name)
        numbers = (found.better_by, found.low, found.high, found.p, found.test) if found else (None,) * 5
        rows.append((each.name, each.metrics.get(metric), *numbers, each.message))
    table = Table(header, tuple(rows))
    return table if any(table.column("message")) else table.without("message")


def baseline_sentences(run: Run) -> Iterator[str]:
    """Yield a sentence on the baselines, and one on the run's model against them."""
    metric = run.ranking.metric
    trained = [each for each in run.baselines if metric in each.metrics]
    left_out = [each for each in run.baselines if each.message == NO_ROOM]
    if trained:
        values = ", ".join(f"{short(each.metrics[metric])} ({_named(each)})" for each in trained)
        without = f"; {NO_ROOM} for {' and '.join(each.called for each in left_out)}" if left_out else ""
        yield f"baselines: {metric} {values}{without}"
    elif run.baselines:
        yield f"no baselines: {run.baselines[0].message}"
    known = [each for each in run.comparisons if each.is_known]
    if known:
        compared = {each.baseline for each in known}
        others = [each.called for each in trained if each.name not in compared]
        yield _against(known, metric, _metric_of_others(run), complete=not others and not left_out) + (
            f"; it was not compared with {' and '.join(others)}" if others else ""
        )


def _named(baseline: Baseline) -> str:
    word = baseline.called.removeprefix("the ")
    return f"{word}, {baseline.settings['class']!r}" if "class" in baseline.settings else word


def _metric_of_others(run: Run) -> str:
    """The metric that judges the rarer classes, where one class has most rows; else empty."""
    facts = run.data_facts
    if facts is None or max(facts.classes, default=0) <= Thresholds().lopsided_without_success * sum(facts.classes):
        return ""
    return metric_of_rare_classes(facts.classes, facts.dev)


def _against(comparisons: Sequence[Comparison], metric: str, of_others: str, *, complete: bool) -> str:
    """Say whether the model beats each baseline, with numbers for the strongest; `complete`: these are all of them.

    `of_others` is the metric to use if no model is better than the largest class.
    """
    strongest = min(comparisons, key=lambda each: each.better_by)
    beaten = [each for each in comparisons if each.clearly_better]
    unbeaten = min((each for each in comparisons if each not in beaten), key=lambda each: each.better_by, default=None)
    model = strongest.called
    if unbeaten is None:
        every = "every baseline" if complete else " and ".join(each.against for each in comparisons)
        return f"{model} beats {every}: it is {strongest.difference} than {strongest.against}"
    if beaten:
        others = " and ".join(each.against for each in beaten)
        return f"{model} beats {others}, but {_standing(unbeaten)}"
    any_ = "any baseline" if complete else " or ".join(each.against for each in comparisons)
    blind = metric in ("dev_error", "dev_accuracy")
    largest = next((each for each in comparisons if each.baseline == "largest_class"), None) if blind else None
    remedy = f"; search.metric: {of_others} judges the other classes, too" if largest and of_others else ""
    return f"{model} does not beat {any_}: it {_standing(largest or unbeaten)}{remedy}"


def _standing(comparison: Comparison) -> str:
    """How the model stands to a baseline that it does not clearly beat."""
    return f"{comparison.standing}: {comparison.values}, {comparison.difference}, {comparison.chance}"


def _no_lines(_paper: Paper) -> list[str]:
    """Return no lines, as a terminal has the sentences."""
    return []
