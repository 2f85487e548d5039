"""The input of a diagnosis: a run as values, made from a folder or by hand."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from math import inf, isfinite, nan, sqrt
from typing import Any, Self

from hpsearch.config import DEFAULTS, Config
from hpsearch.diagnosis.importance import Effects, effects_of
from hpsearch.diagnosis.surface import Surface
from hpsearch.diagnosis.thresholds import Thresholds
from hpsearch.records import Record, field
from hpsearch.runs.run import Run
from hpsearch.space import Space
from hpsearch.system.threads import one_thread
from hpsearch.training.recipe import batch_size, examples_of_epoch
from hpsearch.trials.baselines import Baseline, Comparison
from hpsearch.trials.data_facts import DataFacts, LateFacts
from hpsearch.trials.ensembles import EnsembleRecord
from hpsearch.trials.epochs import EpochRecord
from hpsearch.trials.finalists import Finalist
from hpsearch.trials.outcomes import Outcome, Status
from hpsearch.trials.ranking import Ranking
from hpsearch.trials.taken_over import OutsideTrial


class Evidence(Record, kw_only=True, dict=True):
    """The trials of a run from best to worst, and other facts about it.

    `curve` has the epochs of the best trial's first repeat, on its last branch; empty before its model is saved.
    `outside` are trials of the run before that are outside of these ranges, and diverged if their cost is infinite;
    some had fewer epochs.
    `headline` is error or rmse. `ended` is false until the search has come to its end.
    """

    config: Config
    ranking: Ranking
    headline: str
    trials: tuple[Outcome, ...]
    finalists: tuple[Finalist, ...] = ()
    curve: tuple[EpochRecord, ...] = ()
    facts: DataFacts | None = None
    late: LateFacts | None = None
    baselines: tuple[Baseline, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    earlier: OutsideTrial | None = None
    outside: tuple[OutsideTrial, ...] = ()
    ensemble: EnsembleRecord | None = None
    thresholds: Thresholds = field(default_factory=Thresholds)
    ended: bool = True
    retrained: int = 0
    """Number of retrainings that were done, also where they are too few to rank finalists."""

    @classmethod
    def of(cls, run: Run, thresholds: Thresholds | None = None) -> Self:
        """Collect the evidence from a run. Raises StorageError if it is damaged."""
        best = next((outcome for outcome in run.outcomes if outcome.status == Status.COMPLETE), None)
        return cls(
            config=run.config,
            ranking=run.ranking,
            headline=run.meta("headline"),
            trials=tuple(run.outcomes),
            finalists=run.ranked_finalists,
            curve=_kept(run.saved_epochs) if best and best.number == run.saved_model else (),
            facts=run.data_facts,
            late=run.late_facts,
            baselines=run.baselines,
            comparisons=run.comparisons,
            earlier=run.earlier_winner,
            outside=tuple(_outside(run)),
            ensemble=run.ensemble,
            thresholds=thresholds or Thresholds(),
            ended=run.has_ended,
            retrained=len(run.retrainings),
        )

    @property
    def hyperparameters(self) -> Mapping[str, Any]:
        """Every hyperparameter of the config: fixed, a Range or a Choice."""
        return self.config.hyperparameters

    @cached_property
    def space(self) -> Space:
        """The hyperparameters that are searched."""
        return self.config.space()

    @cached_property
    def winner(self) -> Outcome | None:
        """The best complete trial; None if no trial is complete."""
        return next((outcome for outcome in self.trials if outcome.status == Status.COMPLETE), None)

    @cached_property
    def judged(self) -> Mapping[str, float]:
        """The winner's metrics, as means over its retrainings if it has any; empty without a winner."""
        if self.winner is None:
            return {}
        return {**self.winner.metrics, **(self._retrained.outcome.metrics if self._retrained else {})}

    @property
    def judged_as(self) -> str:
        """What the metrics of `judged` are of: "(trial 7, mean of 5 retrainings)". Raises ValueError without a winner.

        On the same page the ensemble, and the winner's one saved network, have other values.
        """
        if self.winner is None:
            raise ValueError("no trial is complete")
        count = self._retrained.retrainings if self._retrained else 0
        how = "" if not count else f", {f'mean of {count} retrainings' if count > 1 else 'retrained once'}"
        return f"(trial {self.winner.number}{how})"

    @property
    def _retrained(self) -> Finalist | None:
        """The winner as a finalist; None if it was not retrained."""
        first = next(iter(self.finalists), None)
        return first if first and self.winner and first.number == self.winner.number else None

    @cached_property
    def settings(self) -> Mapping[str, Any]:
        """Every hyperparameter of the winner: fixed, drawn, or with its default where the winner does not use it."""
        if self.winner is None:
            return self.space.fixed
        defaults = DEFAULTS if self.config.objective is None else {}
        return {**defaults, **self.space.fixed, **self.winner.settings}

    @cached_property
    def measured(self) -> tuple[Outcome, ...]:
        """The completed trials with a finite result, best first."""
        return tuple(
            outcome
            for outcome in self.trials
            if outcome.status == Status.COMPLETE and isfinite(self.ranking.cost(outcome.metrics))
        )

    @cached_property
    def surface(self) -> Surface | None:
        """The model of the cost of any settings, from the trials; None with too few trials."""
        with one_thread():
            return Surface.of(self.space, self.trials, self.ranking, self.thresholds.fewest_trials)

    @cached_property
    def effects(self) -> Effects | None:
        """The share that each hyperparameter and pair explains; None with too few trials, or if all are equal."""
        if self.surface is None or not self.surface.values.any():
            return None
        with one_thread():
            return effects_of(self.surface)

    @property
    def is_perfect(self) -> bool:
        """Whether the winner's metric is perfect: an error of 0, or an AUC of 1."""
        value = self.judged.get(self.ranking.metric)
        return self.config.objective is None and value == (1.0 if self.ranking.maximize else 0.0)

    @property
    def is_classification(self) -> bool:
        """Whether the networks predict classes, not numbers."""
        return self.headline == "error"

    @cached_property
    def judged_by(self) -> str:
        """What bias and variance are judged by: error or rmse; or the search's metric, where one class has most rows.

        The error then hardly depends on the other classes. A stated bayes_error is compared with errors.
        """
        name = self.ranking.metric.removeprefix("dev_")
        classes = self.facts.classes if self.facts else ()
        lopsided = bool(classes) and max(classes) > self.thresholds.lopsided_without_success * sum(classes)
        is_known = isfinite(self.judged.get(f"train_{name}", nan))
        judges = lopsided and is_known and _is_of_all_classes(name) and not self.config.search.bayes_error
        return name if judges else self.headline

    @property
    def by_metric(self) -> bool:
        """Whether bias and variance are judged by a metric of which 1 is perfect."""
        return self.judged_by != self.headline

    def as_error(self, value: float) -> float:
        """Return a value of what bias and variance are judged by as an error, of which 0 is perfect; or the reverse."""
        return 1 - value if self.by_metric else value

    def of_part(self, part: str) -> float | None:
        """Return the winner's error, or rmse, on train or dev; None if unknown."""
        value = self.judged.get(f"{part}_{self.judged_by}")
        return self.as_error(value) if value is not None and isfinite(value) else None

    def sampling_error(self, part: str) -> float:
        """Return its standard error from sampling rows; 0 if unknown."""
        value = self.of_part(part)
        return 0.0 if value is None else self.sampling_error_of(value, part)

    def sampling_error_of(self, value: float, part: str) -> float:
        """Return the standard error, from sampling rows, of any error or rmse on train or dev."""
        rows = self.rows_of(part)
        if self.by_metric and self.facts:  # which the rarest class decides most
            rows = max(1.0, rows * min(self.facts.classes) / sum(self.facts.classes))
        if not rows:
            return 0.0
        if not self.is_classification:
            return value / sqrt(2 * rows)
        # not 0 for no errors at all (Agresti & Coull 1998)
        within = (min(value, 1.0) * rows + 1) / (rows + 2)
        of_auc = sqrt((1 - within) / (2 - within)) if self.judged_by == "auc" else 1.0  # Hanley & McNeil 1982, Q₂
        return of_auc * sqrt(within * (1 - within) / rows)

    def rows_of(self, part: str) -> float:
        """Return the effective number of independent rows on which a part is measured, at least 1; 0 if unknown.

        Train metrics are measured on as many rows as the dev part has, or all if these are fewer.
        """
        late = self.late if self.winner is not None and self.late and self.late.number == self.winner.number else None
        if late is not None and late.dev_rows:
            return max(1.0, late.dev_rows if part == "dev" else late.train_rows)
        if self.facts is None:
            return 0.0
        return self.facts.dev if part == "dev" else min(self.facts.train, self.facts.dev)

    @property
    def steps(self) -> int | None:
        """Largest possible number of optimizer steps of the winner; None if unknown."""
        epochs, stated = self.settings.get("epochs"), self.settings.get("batch_size")
        if self.facts is None or epochs is None or stated is None or not self.facts.train:
            return None
        examples = examples_of_epoch(self.facts.train, self.settings.get("epoch_size"))
        return int(epochs) * -(-examples // batch_size(stated, self.facts.train))

    def values_of(self, part: str) -> list[float]:
        """Return the loss of a part in each epoch of the winner."""
        return [record.metrics.get(f"{part}_loss", float("nan")) for record in self.curve]


def _outside(run: Run) -> Iterator[OutsideTrial]:
    """Yield the trials of the run before; of those that completed with fewer epochs, only that they did is known."""
    yield from run.outside or ()
    yield from (OutsideTrial(each, inf) for each in run.diverged_outside)
    yield from (OutsideTrial(each, 0.0) for each in run.completed_shorter)


def _is_of_all_classes(name: str) -> bool:
    """Whether a metric, of which 1 is perfect, depends on rare classes as much as on others."""
    return name in ("auc", "average_precision", "balanced_accuracy", "mcc") or name.startswith(("f1", "f_beta"))


def _kept(epochs: Sequence[EpochRecord]) -> tuple[EpochRecord, ...]:
    """Return the epochs of the first repeat and fold, on the last branch and its parents."""
    own = [each for each in epochs if each.repeat == 0 and each.fold == 0]
    if not own:
        return ()
    by_epoch = {each.epoch: each for each in sorted(own, key=lambda each: each.branch)}
    last = max(each.epoch for each in own if each.branch == own[-1].branch)
    return tuple(by_epoch[epoch] for epoch in sorted(by_epoch) if epoch <= last)
