"""The section in the leaderboard's foot: the ensemble of the run's networks, beside the winner alone."""

from collections.abc import Iterator, Sequence

from hpsearch.report.section import Section
from hpsearch.runs.run import Run
from hpsearch.trials.table import short


class EnsembleSection:
    """What the run's model is where it is an ensemble, and how much better than the winner alone."""

    name = "ensemble"
    place = 4

    def sections(self, runs: Sequence[Run], top: int | None) -> Iterator[Section]:  # noqa: ARG002 (ranks no trials)
        """One for each run; of a run without an ensemble it has no sentence."""
        for run in runs:
            sentence, record = ensemble_sentence(run), run.ensemble
            yield Section(
                self.name,
                str(run.folder),
                sentences=(sentence,) if sentence else (),
                data={"ensemble": record.as_json() if record else None},
            )


def ensemble_sentence(run: Run) -> str:
    """What the ensemble comes to on the dev part beside the winner alone; empty where the run made none."""
    record, metric = run.ensemble, run.ranking.metric
    if record is None:
        return ""
    value, alone = record.metrics.get(metric), record.of_winner.get(metric)
    if value is None or alone is None:
        return ""
    how = "cross-fitted" if record.method == "greedy" else "mean"
    values = f"{metric} {short(value)} ({how}), one network of the winner {short(alone)}"
    if not record.used:
        return f"no ensemble: averaging networks is not better on the dev part ({values})"
    return f"ensemble of {len(record.members)} networks: {values}; predict, evaluate and export use it"
