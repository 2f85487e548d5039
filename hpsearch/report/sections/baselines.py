"""The section in the leaderboard's foot: the baselines, and whether the winner beats them by more than chance."""

from collections.abc import Iterator, Sequence

from hpsearch.report.section import Listing, Paper, Section
from hpsearch.runs.run import Run
from hpsearch.trials.baselines import Baseline, Comparison
from hpsearch.trials.table import Table, short

WORDS = {
    "largest_class": "the largest class",
    "mean": "the mean",
    "linear": "the linear model",
    "boosted_trees": "boosted trees",
}
"""What baselines are called in sentences; one of another package by its name."""

_ABOUT = "better_by is how much better the winner's saved model is on the dev part, with its 95 % interval (low, high)."


class BaselinesSection:
    """What the winner of each run has to beat."""

    name = "baselines"
    place = 5

    def sections(self, runs: Sequence[Run], top: int | None) -> Iterator[Section]:  # noqa: ARG002 (ranks no trials)
        """One for each run; of a run without baselines it has no sentence."""
        for run in runs:
            table, sentences = baselines_table(run), tuple(baseline_sentences(run))
            listing = (Listing(table),) if table.rows else ()
            yield Section(
                self.name,
                str(run.folder),
                sentences=sentences,
                tables=listing,
                drawing=_no_lines,
                page=(
                    Section(self.name, str(run.folder), sentences=sentences),
                    Section(self.name, str(run.folder), "The winner against baselines", _ABOUT, tables=listing),
                ),
                data={"baselines": table, "against_baselines": sentences[-1] if sentences else None},
            )


def baselines_table(run: Run) -> Table:
    """One row a baseline: its value of the search metric, and how much better the winner is."""
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
    """The baselines in one sentence, and what the winner is against them in another."""
    metric = run.ranking.metric
    trained = [each for each in run.baselines if metric in each.metrics]
    if trained:
        yield f"baselines: {metric} {', '.join(f'{short(each.metrics[metric])} ({_called(each)})' for each in trained)}"
    elif run.baselines:
        yield f"no baselines: {run.baselines[0].message}"
    known = [each for each in run.comparisons if each.better_by == each.better_by]
    if known:
        yield _against(known, run)


def _called(baseline: Baseline) -> str:
    word = _word(baseline.name).removeprefix("the ")
    return f"{word}, {baseline.settings['class']!r}" if "class" in baseline.settings else word


def _word(name: str) -> str:
    return WORDS.get(name, name.replace("_", " "))


def _against(comparisons: Sequence[Comparison], run: Run) -> str:
    """Whether the winner beats each of them, the strongest with numbers."""
    strongest = min(comparisons, key=lambda each: each.better_by)
    beaten = [each for each in comparisons if each.clearly_better]
    unbeaten = min((each for each in comparisons if each not in beaten), key=lambda each: each.better_by, default=None)
    trial = f"trial {strongest.number}"
    if unbeaten is None:
        return f"{trial} beats every baseline: it is {_by(strongest)} better than {_word(strongest.baseline)}"
    values = f"{unbeaten.metric} {short(unbeaten.value)} against {short(unbeaten.of_baseline)}, {_interval(unbeaten)}"
    if beaten:
        return (
            f"{trial} beats {' and '.join(_word(each.baseline) for each in beaten)}, but is "
            f"{'worse' if unbeaten.clearly_worse else 'not clearly better'} than {_word(unbeaten.baseline)} ({values})"
        )
    largest = next((each for each in comparisons if each.baseline == "largest_class"), None)
    if largest is not None and run.ranking.metric in ("dev_error", "dev_accuracy"):
        values = f"{largest.metric} {short(largest.value)} against {short(largest.of_baseline)}, {_interval(largest)}"
        return (
            f"nothing beats the largest class: {trial} is not better by more than chance ({values}); "
            "rank by a metric that sees the rarer classes: --set search.metric=dev_auc"
        )
    worse = "is worse" if unbeaten.clearly_worse else "is not better by more than chance"
    return f"nothing beats {_word(unbeaten.baseline)}: {trial} {worse} ({values})"


def _by(comparison: Comparison) -> str:
    return f"{short(comparison.better_by)} ({_interval(comparison)})"


def _interval(comparison: Comparison) -> str:
    ends = f"95 % interval of the difference {short(comparison.low)} to {short(comparison.high)}"
    return f"{ends}, p {_probability(comparison.p)}"


def _probability(p: float) -> str:
    """A p-value as it is usually written: `= 0.032`, `< 0.001`."""
    return "< 0.001" if p < 0.001 else f"= {p:.2g}"


def _no_lines(_paper: Paper) -> list[str]:
    """Sentences say it on a terminal, which the leaderboard's foot has room for."""
    return []
