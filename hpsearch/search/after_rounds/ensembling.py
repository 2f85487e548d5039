"""Make an ensemble of the networks that a search has trained."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from math import sqrt
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from hpsearch.errors import UsageError
from hpsearch.evaluation.ensembles import EnsembleChoice, chosen_shares, held_out_outputs
from hpsearch.evaluation.held_out import rows_held_out
from hpsearch.evaluation.judged_rows import Outputs
from hpsearch.metrics import metric_named
from hpsearch.metrics.predictions import SMALLEST, SMALLEST_OF_NETWORK
from hpsearch.models.ensemble import Ensemble, WeightedNetwork
from hpsearch.models.loading import load_model
from hpsearch.models.model import Model
from hpsearch.records import Record, field, replace
from hpsearch.runs.store.disk.ours import check_ours
from hpsearch.runs.store.finalists import finalists
from hpsearch.search.after_rounds.ensemble_file import ENSEMBLE_FILE, take_up
from hpsearch.search.after_rounds.finalists import planned_finalists
from hpsearch.search.after_rounds.kept_networks import KEPT_TRIALS, KeptNetworks, Networks
from hpsearch.search.context import SearchContext, outcomes_of
from hpsearch.search.winner import MODEL_FILE
from hpsearch.training.networks.objective import NetworkObjective
from hpsearch.training.verdicts import far_off
from hpsearch.trials.ensembles import EnsembleMember, EnsembleRecord, ensemble_method
from hpsearch.trials.finalists import contenders
from hpsearch.trials.outcomes import Outcome, Status

LARGE_DEV_PART = 2_000
"""Dev rows from which on the networks of the best trials take part, too."""

MOST_NETWORKS = 40
"""Largest number of networks in an ensemble of a search with folds."""

NetworkKey = tuple[int, int]
"""Identifies a network: the number of its trial, and the repeat."""


class Ensembling(Record, dict=True):
    """Makes the ensemble of a search of networks in mode caviar; other searches have none.

    With folds a candidate consists of a finalist's networks of all folds for one repeat.
    """

    context: SearchContext
    kept: KeptNetworks
    done: Mapping[int, Outcome]
    found: list[EnsembleChoice] = field(default_factory=list)
    """How the networks were chosen; empty until then."""

    def build(self) -> None:
        """Write the ensemble file and store its record, unless both exist. Raises StorageError."""
        take_up(self.context)
        objective, asked = self.context.prepared.objective, self.context.prepared.config.search
        if asked.ensemble == "none" or asked.mode == "panda":
            return
        if not isinstance(objective, NetworkObjective) or self.context.database.saved_model is None:
            return
        method, candidates = self._method, self._candidates
        if len(candidates) < 2 or self._is_there(method, tuple(candidates)):
            return
        networks = self._trained(objective, candidates)
        if len(networks) < 2:
            return
        self._store(method, networks, objective)

    def held_out(self) -> Outputs | None:
        """Return the ensemble's cross-fitted outputs for the held-out rows, by which it was judged.

        Networks whose parameters are not in memory are trained again; returns None if there is no time for that.
        """
        objective, record = self.context.prepared.objective, self.context.database.ensemble
        if not self.found and record is not None and isinstance(objective, NetworkObjective):
            networks = self._trained(objective, record.candidates)
            if len(networks) == len(record.candidates):
                self.found.append(chosen_shares(record.method, list(networks.values()), objective))
        return self.found[0].cross_fitted if self.found else None

    @property
    def _method(self) -> str:
        return ensemble_method(self.context.prepared.config.search.ensemble, self._rows)

    @cached_property
    def _rows(self) -> int:
        return sum(self.context.prepared.held_out)

    @property
    def _candidates(self) -> list[NetworkKey]:
        """Return the finalists' retrained networks; with enough dev rows, those of the best trials follow."""
        database, ranking = self.context.database, self.context.prepared.ranking
        chosen = {finalist.number for finalist in finalists(database)} or self._contenders
        retrained = [
            (each.number, each.repeat)
            for each in database.retrainings()
            if each.number in chosen and self._is_trained(each)
        ]
        if self._folds > 1:
            return sorted(retrained, key=lambda each: each[1])[: max(MOST_NETWORKS // self._folds, 2)]
        if (
            self._method == "mean"
            or (retrained and self._rows < LARGE_DEV_PART)
            or self.context.prepared.config.search.repeats > 1
        ):
            return retrained
        complete = [each for each in self.done.values() if self._is_trained(each)]
        return [*retrained, *((each.number, 0) for each in ranking.best_first(complete)[:KEPT_TRIALS])]

    @property
    def _contenders(self) -> set[int]:
        """The trials to retrain, where the time ended before all were, and no ensemble is known that may be larger."""
        plan = planned_finalists(self.context.database)
        if plan is None or self.context.database.ensemble is not None:
            return set()
        return {each.number for each in contenders(self.done.values(), plan.count, self.context.prepared.ranking)}

    def _is_trained(self, outcome: Outcome) -> bool:
        """Whether a network completed with a loss low enough that averaging its probabilities does no harm."""
        objective = self.context.prepared.objective
        if outcome.status != Status.COMPLETE or not isinstance(objective, NetworkObjective):
            return outcome.status == Status.COMPLETE
        classes, targets = len(objective.dataset.classes), len(objective.dataset.targets)
        return not far_off(outcome.metrics.get("dev_loss", 0.0), classes, targets)

    @property
    def _folds(self) -> int:
        return self.context.prepared.folds

    def _trained(self, objective: NetworkObjective, candidates: Sequence[NetworkKey]) -> dict[NetworkKey, list[Model]]:
        """Return the candidates' networks; those not in memory are trained again, unless the time is over."""
        networks: Networks = self.kept.at_hand
        plans = {
            (number, repeat): [objective.plan(self.done[number].trial, repeat, fold) for fold in range(self._folds)]
            for number, repeat in candidates
        }
        missing = [plan for key, of_folds in plans.items() for plan in of_folds if (*key, plan.fold) not in networks]
        if missing and not self.context.limit.is_over:
            for results in self.context.trained(missing):
                for each in outcomes_of(results):
                    if each.parameters is not None:
                        networks[each.number, each.repeat, each.fold] = each.parameters
        return {
            key: [objective.model_of(plan, networks[*key, plan.fold]) for plan in of_folds]
            for key, of_folds in plans.items()
            if all((*key, plan.fold) in networks for plan in of_folds)
        }

    def _is_there(self, method: str, candidates: tuple[NetworkKey, ...]) -> bool:
        """Whether an ensemble chosen by this method from these candidates is stored, with an intact file."""
        known = self.context.database.ensemble
        if known is None or (known.method, known.candidates) != (method, candidates):
            return False
        try:
            return not known.averages or bool(load_model(self.context.folder / ENSEMBLE_FILE, known.sha256))
        except UsageError:
            return False

    def _store(self, method: str, models: Mapping[NetworkKey, list[Model]], objective: NetworkObjective) -> None:
        check_ours(self.context.folder, [ENSEMBLE_FILE])
        path, database = self.context.folder / ENSEMBLE_FILE, self.context.database
        keys = list(models)
        found = chosen_shares(method, list(models.values()), objective)
        self.found[:] = [found]
        shares = {key: float(share) for key, share in zip(keys, found.shares, strict=True) if share > 0}
        own_temperatures = dict(zip(keys, found.own_temperatures.tolist(), strict=True))
        metrics = self._judged(found.cross_fitted, objective)
        kept = self._of_kept(objective, tuple(metrics))
        alone = self._of_winner(models, objective) or [kept]
        members = tuple(
            EnsembleMember(*key, share=share, temperature=own_temperatures[key]) for key, share in shares.items()
        )
        record = EnsembleRecord(
            method,
            tuple(keys),
            members,
            found.temperature,
            metrics,
            _mean(alone),
            self._is_better(metrics, alone, kept),
            of_kept=kept,
        )
        path.unlink(missing_ok=True)
        if record.used:
            networks = [
                (model.sure_as(own_temperatures[key]), share / self._folds)
                for key, share in shares.items()
                for model in models[key]
            ]
            ensemble = _ensemble(networks, objective, found.temperature)
            record = replace(record, sha256=ensemble.save(path))
        database.record_ensemble(record)

    def _of_winner(
        self, models: Mapping[NetworkKey, list[Model]], objective: NetworkObjective
    ) -> list[dict[str, float]]:
        """Return the metrics of each retraining of the winner; with folds of any finalist, if the winner has none."""
        winner = self.context.database.saved_model
        found = [networks for (number, repeat), networks in models.items() if number == winner and repeat]
        if not found and self._folds > 1:
            found = list(models.values())
        return [self._judged(held_out_outputs(each, objective), objective, SMALLEST_OF_NETWORK) for each in found]

    def _of_kept(self, objective: NetworkObjective, names: Sequence[str]) -> dict[str, float]:
        """Return the metrics of the winner's saved network; with folds those of its trial, as far as they are known."""
        database = self.context.database
        if self._folds > 1:
            metrics = self.done[database.saved_model or 0].metrics
            return {name: metrics[name] for name in names if name in metrics}
        kept = load_model(self.context.folder / MODEL_FILE, database.model_checksum)
        return self._judged(kept.outputs_of(objective.dev_inputs(kept.preprocessing)), objective, kept.least)

    def _judged(
        self, outputs: NDArray[np.float64], objective: NetworkObjective, least: float = SMALLEST
    ) -> dict[str, float]:
        rows = rows_held_out(objective, outputs, least)
        proper = "log_loss" if objective.dataset.classes else "rmse"
        names = dict.fromkeys([objective.ranking.quantity, objective.headline, proper])
        return {f"dev_{name}": rows.value(metric_named(name)) for name in names}

    def _is_better(
        self, metrics: Mapping[str, float], alone: Sequence[Mapping[str, float]], kept: Mapping[str, float]
    ) -> bool:
        """Whether the ensemble is better than the `kept` network, by the search's metric.

        The dev metric of the kept network is biased, because it is the best of many trials. So the ensemble is compared
        with that metric or with the mean over the winner's retrainings (`alone`), whichever is worse. An ensemble that
        is slightly worse, within the range of these networks or by no more than chance explains, is taken if its log
        loss or RMSE is better.
        """
        metric, maximize = self.context.prepared.ranking.metric, self.context.prepared.ranking.maximize
        sign = -1 if maximize else 1
        proper = "dev_log_loss" if "dev_log_loss" in metrics else "dev_rmse"
        value, worst = sign * metrics[metric], max(sign * each[metric] for each in (*alone, kept) if metric in each)
        usual = max(sign * each[metric] for each in (_mean(alone), kept) if metric in each)
        usual_proper = max(each[proper] for each in (_mean(alone), kept) if proper in each)
        near = max(worst, usual + self._standard_error(usual))
        return value < usual or (value <= near and metrics[proper] < usual_proper)

    def _standard_error(self, share: float) -> float:
        """Return the standard error of a share of the dev rows: an error or accuracy; 0 if the metric is another."""
        prepared = self.context.prepared
        if prepared.ranking.metric not in ("dev_error", "dev_accuracy"):
            return 0.0
        return sqrt(abs(share) * (1 - abs(share)) / sum(prepared.held_out))


def _mean(metrics: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Return the mean of each metric."""
    return {name: fmean(each[name] for each in metrics) for name in metrics[0]}


def _ensemble(networks: Sequence[tuple[Model, float]], objective: NetworkObjective, temperature: float) -> Ensemble:
    """Make an ensemble of networks and shares; each network keeps the preprocessing of the view it was trained on."""
    trained_on = [model.preprocessing for model, _ in networks]
    every = (view.preprocessing for views in objective.by_view.values() for view in views.folds)
    first, *others = used = [each for each in every if each in trained_on]
    members = (
        WeightedNetwork(model.architecture, model.parameters, share, used.index(model.preprocessing))
        for model, share in networks
    )
    return Ensemble(tuple(members), first, objective.dataset.classes, temperature, tuple(others))
