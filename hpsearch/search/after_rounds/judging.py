"""Compare the model of a search with baselines, which are not trials and do not change what the search does."""

from math import prod
from time import perf_counter

import numpy as np

from hpsearch.evaluation.baselines import BaselineData, BaselineKind, BaselineNotTrainedError, baselines_of
from hpsearch.evaluation.comparing import compared
from hpsearch.evaluation.held_out import outputs_of_folds, rows_held_out
from hpsearch.evaluation.judged_rows import JudgedRows, Outputs, network_outputs
from hpsearch.metrics import metric_named
from hpsearch.metrics.predictions import SMALLEST, SMALLEST_OF_NETWORK
from hpsearch.records import Record, field
from hpsearch.runs.store.keys import COMPARED
from hpsearch.search.after_rounds.ensembling import Ensembling
from hpsearch.search.after_rounds.late_facts import record_effective_rows, record_late_facts
from hpsearch.search.context import SearchContext
from hpsearch.search.winner import MODEL_FILE
from hpsearch.system.freed_memory import give_back
from hpsearch.training.networks.objective import NetworkObjective
from hpsearch.trials.baselines import NO_ROOM, Baseline

LONG = 20.0
"""Duration of a search, in seconds, from which it also trains the slow baselines."""

QUICK = 1.0
"""Seconds: a baseline that trained faster is trained again for the comparison, even after the time limit."""

QUICK_WORK = 5_000_000
"""Inputs × training examples × outputs with which a trained baseline that is not slow takes about a second."""

TIME_OF_TRAINED, TIME_OF_SLOW = 1.0, 5.0
"""Seconds that must be left to train a baseline, and a slow one."""


class Judging(Record):
    """Trains the baselines of a search once, and compares its model with them."""

    context: SearchContext
    started: float
    on_dev: dict[str, Outputs] = field(default_factory=dict)
    """The dev outputs of each baseline that was trained, by its name."""

    def judge(self, ensembling: Ensembling) -> None:
        """Store the comparison of the present model with each baseline, and its late facts, unless they are stored.

        The model is the ensemble if one is used, or else the winner's network.
        """
        objective, database = self._networks, self.context.database
        winner = database.saved_model
        if objective is None or winner is None:
            return
        record_late_facts(self.context)
        self.train_baselines()
        took = {each.name: each.seconds for each in database.baselines() if each.metrics}
        trained = took.keys()
        model = self._model()
        if database.compared == model and {each.baseline for each in database.comparisons()} == trained:
            return
        for kind in self._kinds(objective):
            if kind.name in trained - self.on_dev.keys() and (took[kind.name] < QUICK or self._has_time(kind)):
                self._trained(kind, objective)  # a resumed search has its metrics stored, but not its outputs
        outputs = ensembling.held_out() if model["judged"] else self._of_winner(objective, winner)
        if outputs is not None:
            others = {name: rows_held_out(objective, each) for name, each in self.on_dev.items()}
            own = rows_held_out(objective, outputs, SMALLEST if model["judged"] else SMALLEST_OF_NETWORK)
            record_effective_rows(self.context, objective, self._by_network(objective, winner, outputs))
            database.replace_comparisons(compared(winner, own, others, objective.ranking, objective.seed))
            database.change(COMPARED, model)

    def _model(self) -> dict[str, str]:
        """Identify the present model: the checksum of its file, and its name if it is an ensemble."""
        database, folds = self.context.database, self.context.prepared.folds
        record = database.ensemble
        if record is None or not record.averages:
            return {"sha256": database.model_checksum or "", "judged": ""}
        return {"sha256": record.sha256, "judged": record.called(folds)}

    def train_baselines(self) -> None:
        """Train and store the baselines that are not stored.

        Those that train nothing cost no time, and are always there. Those of the others for which the time limit
        leaves no room are trained when the search goes on; the report names them.
        """
        objective, stored = self._networks, self.context.database.baselines()
        if objective is None or (not any(each.message == NO_ROOM for each in stored) and stored):
            return
        kinds, known = self._kinds(objective), {each.name for each in stored if each.message != NO_ROOM}
        if stored and not any(self._has_time(kind) for kind in kinds if kind.name not in known):
            return
        found = [
            self._trained(kind, objective)
            if self._has_time(kind)
            else Baseline(kind.name, message=kind.lacking or NO_ROOM)
            for kind in kinds
        ]
        self.context.database.replace_baselines(found)
        give_back()  # what they took, before the next round

    @property
    def _networks(self) -> NetworkObjective | None:
        """Return the objective if the search trains networks, else None."""
        objective = self.context.prepared.objective
        return objective if isinstance(objective, NetworkObjective) else None

    def _kinds(self, objective: NetworkObjective) -> list[BaselineKind]:
        """Return the baselines of this search, with the slow ones if it took long enough."""
        took_long = perf_counter() - self.started >= LONG
        return [kind for kind in baselines_of(objective.dataset.task) if took_long or not kind.slow]

    def _has_time(self, kind: BaselineKind) -> bool:
        """Whether there is time for a baseline, or it takes hardly any."""
        context = self.context
        left = context.limit.left if context.budget is None else context.budget.left
        if kind.slow:
            return left >= TIME_OF_SLOW
        return not kind.trains or left >= TIME_OF_TRAINED or self._work <= QUICK_WORK

    @property
    def _work(self) -> int:
        """Inputs × training examples × outputs, over all folds."""
        sets = self._networks.training.training_sets if self._networks else ()
        return sum(prod(each.train.inputs.shape) * each.outputs for each in sets)

    def _trained(self, kind: BaselineKind, objective: NetworkObjective) -> Baseline:
        started = perf_counter()
        folds = BaselineData.of_folds(objective)
        try:
            fitted = [kind.fit(data) for data in folds]
        except BaselineNotTrainedError as error:
            return Baseline(kind.name, message=str(error))
        pieces = [each.outputs(data.training_set.dev.inputs) for each, data in zip(fitted, folds, strict=True)]
        self.on_dev[kind.name] = np.concatenate(pieces)
        rows = rows_held_out(objective, self.on_dev[kind.name])
        names = dict.fromkeys([objective.ranking.quantity, objective.headline])
        metrics = {f"dev_{name}": rows.value(metric_named(name)) for name in names}
        return Baseline(kind.name, fitted[0].settings, metrics, seconds=perf_counter() - started)

    def _by_network(self, objective: NetworkObjective, winner: int, outputs: Outputs) -> JudgedRows:
        """Return the dev rows as judged by the winner's network, not by the ensemble, for the diagnosis.

        With folds the ensemble's `outputs` are taken instead, as the winner's networks would have to be trained again.
        """
        ensemble = self.context.database.ensemble
        alone = ensemble is not None and ensemble.averages and objective.folds == 1
        own = self._of_winner(objective, winner) if alone else None
        return rows_held_out(objective, outputs if own is None else own)

    def _of_winner(self, objective: NetworkObjective, winner: int) -> Outputs | None:
        """Return the saved model's outputs for the dev part; with folds, those of each fold's network for its rows."""
        from hpsearch.models.model import Model  # noqa: PLC0415 (only the end of a round needs its file)

        if objective.folds == 1:
            model = Model.load(self.context.folder / MODEL_FILE, self.context.database.model_checksum)
            dev = objective.dev_inputs(model.preprocessing)
            return network_outputs(model.architecture, model.parameters, model.preprocessing, dev)
        return outputs_of_folds(objective, self.context.trial(winner))
