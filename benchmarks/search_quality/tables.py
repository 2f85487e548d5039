"""The tables of the benchmarks' page, from the results."""

from collections.abc import Iterator, Sequence

from benchmarks.search_quality.comparisons import Comparison, Results
from hpsearch.trials.intervals import ConfidenceInterval

OURS = "coarse_to_fine"


def summary(results: Results, peers: Sequence[str]) -> Iterator[str]:
    """A line a sampler, over all problems that it searched."""
    yield (
        "| sampler | problems × seeds | its regret / random's | coarse_to_fine's regret / its "
        "| mean difference | lower, undecided, higher | ms a trial |"
    )
    yield "|---|---|---|---|---|---|---|"
    for name in (OURS, *peers):
        if not results.problems(OURS, name):
            continue
        against = Comparison.between(results, name, "random")
        ours = Comparison.between(results, OURS, name)
        searched = f"{len(ours.problems)} × {ours.ours.shape[1]}"
        random = "1" if name == "random" else _ratio(against)
        beside = "| | | " if name == OURS else f"| {_ratio(ours)} | {_interval(ours.difference)} | {_verdicts(ours)} "
        yield f"| {name} | {searched} | {random} {beside}| {results.milliseconds(name, ours.problems):.1f} |"


def by_problem(results: Results, peers: Sequence[str]) -> Iterator[str]:
    """A line a problem: our mean regret, and by how much it differs from each peer's with the same seeds."""
    columns = {name: Comparison.between(results, OURS, name).differences for name in peers}
    yield f"| problem | {OURS} | {' | '.join(f'minus {name}' for name in columns)} |"
    yield "|---" * (len(columns) + 2) + "|"
    for problem in results.problems(OURS):
        own = ConfidenceInterval.of([row.regrets[-1] for row in results.rows[problem, OURS].values()])
        cells = [_interval(differences[problem]) if problem in differences else "" for differences in columns.values()]
        yield f"| {problem} | {own.middle:.3f} | {' | '.join(cells)} |"


def _ratio(comparison: Comparison) -> str:
    middle, low, high = comparison.ratio
    return f"{middle:.2f} ({low:.2f} … {high:.2f})"


def _interval(interval: ConfidenceInterval) -> str:
    """In italics what may as well be 0."""
    text = f"{interval.middle:+.3f} ± {interval.half:.3f}".replace("-", "−")
    return f"*{text}*" if interval.contains_zero else text


def _verdicts(comparison: Comparison) -> str:
    return ", ".join(map(str, comparison.verdicts))
