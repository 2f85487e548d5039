"""The very last step of a search: its model's networks are trained again on the rows of train and dev together."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from hpsearch.errors import UsageError
from hpsearch.models.ensemble import Ensemble, WeightedNetwork
from hpsearch.models.loading import load_model
from hpsearch.models.model import Model
from hpsearch.runs.store.ours import check_ours
from hpsearch.search.context import SearchContext, outcomes_of
from hpsearch.search.ensembling import ENSEMBLE_FILE
from hpsearch.search.events import Remarked
from hpsearch.search.winner import MODEL_FILE
from hpsearch.text.counting import how_many
from hpsearch.training.network_objective import NetworkObjective
from hpsearch.training.objective import Plan
from hpsearch.training.recipe import Recipe
from hpsearch.trials.ensembles import EnsembleMember, EnsembleRecord
from hpsearch.trials.outcomes import Outcome, Status

LEAST_SHARE = 0.05
"""The dev part is worth training on where it has so many rows for each row of the training part."""

LARGEST_INPUTS = 2**28
"""What the inputs of both parts may take, written out, in each worker."""


@dataclass(frozen=True)
class Refitting:
    """Trains the networks of the run's model again: those of the ensemble, or the winner's where none is used.

    All that was measured stays: it is of the networks before, for which the dev rows were new.
    """

    context: SearchContext
    done: Mapping[int, Outcome]

    def run(self) -> Iterator[Remarked]:
        """Write the model with the networks that can be trained again in time. Raises StorageError."""
        objective, before = self.context.prepared.objective, self._before
        asked = self.context.prepared.config.search
        if not asked.refit or asked.mode == "panda" or not isinstance(objective, NetworkObjective):
            return
        if before is None or self._is_there(before):
            return
        if reason := why_not(objective):
            yield Remarked(reason)
            return
        if self.context.limit.is_over:
            yield Remarked("no time is left to train the networks of the model again on train and dev (search.refit)")
            return
        rows = len(objective.dataset.train.y) + len(objective.dataset.dev.y)
        yield Remarked(
            f"training {how_many(len(before.in_file), 'network')} of the model again on the {rows:,} rows of train and "
            "dev together (search.refit)"
        )
        self._store(before, self._trained(before, objective), objective)

    @property
    def _before(self) -> EnsembleRecord | None:
        """What the run's model is before: the ensemble, or the winner's network as one; None without a model."""
        record, winner = self.context.database.ensemble, self.context.database.saved_model
        if winner is None:
            return None
        if record is not None and (record.averages or record.alone == winner):
            return record
        nothing_averaged = EnsembleRecord("none", (), (), 1.0, {}, {}, used=False)
        return replace(record or nothing_averaged, alone=winner, refit=0)

    def _is_there(self, record: EnsembleRecord) -> bool:
        """Whether all its networks were trained again already, and its file is whole."""
        if record.refit < len(record.in_file):
            return False
        try:
            return bool(load_model(self.context.folder / ENSEMBLE_FILE, record.sha256))
        except UsageError:
            return False

    def _trained(self, record: EnsembleRecord, objective: NetworkObjective) -> dict[tuple[int, int], Outcome]:
        """The networks that were trained again: those that began before the time was over, and did not diverge."""
        plans = [self._plan(member, objective) for member in record.in_file]
        found = [each for results in self.context.trained(plans) for each in outcomes_of(results)]
        return {(each.number, each.repeat): each for each in found if each.status == Status.COMPLETE}

    def _plan(self, member: EnsembleMember, objective: NetworkObjective) -> Plan[Recipe]:
        trial = self.done[member.number]
        return objective.refit_plan(trial.trial, member.repeat, trial.best_epoch)

    def _store(
        self, record: EnsembleRecord, trained: Mapping[tuple[int, int], Outcome], objective: NetworkObjective
    ) -> None:
        if not trained:
            return
        check_ours(self.context.folder, [ENSEMBLE_FILE])
        before, path = self._ensemble(record), self.context.folder / ENSEMBLE_FILE
        networks = []
        for member, network in zip(record.in_file, before.members, strict=True):
            again = trained.get((member.number, member.repeat))
            if again is not None and again.parameters is not None:
                plan = objective.plan(again.trial, member.repeat)
                model = objective.model_of(plan, again.parameters).sure_as(member.temperature)
                network = replace(network, parameters=model.parameters)  # noqa: PLW2901 (the one that takes its place)
            networks.append(network)
        checksum = replace(before, members=tuple(networks)).save(path)
        self.context.database.record_ensemble(replace(record, used=True, refit=len(trained), sha256=checksum))

    def _ensemble(self, record: EnsembleRecord) -> Ensemble:
        """The run's model before; the winner's network as an ensemble of one."""
        if record.alone is None:
            model = load_model(self.context.folder / ENSEMBLE_FILE, record.sha256)
            if isinstance(model, Ensemble):
                return model
        kept = Model.load(self.context.folder / MODEL_FILE, self.context.database.model_checksum)
        network = WeightedNetwork(kept.architecture, kept.parameters, 1.0)
        return Ensemble((network,), kept.preprocessing, kept.classes)


def why_not(objective: NetworkObjective) -> str:
    """Why the networks are not trained on the dev part, too, in a sentence; empty where they are."""
    reason = _reason(objective)
    return f"search.refit does nothing: {reason}" if reason else ""


def _reason(objective: NetworkObjective) -> str:
    train, dev = len(objective.dataset.train.y), len(objective.dataset.dev.y)
    if objective.folds > 1:
        return "with folds each row trains already"
    if dev < LEAST_SHARE * train:
        return f"the dev part's {dev:,} rows are few beside the {train:,} of the training part"
    if max(objective.inputs.values()) * (train + dev) * 4 > LARGEST_INPUTS:
        return f"the inputs of train and dev take more than {LARGEST_INPUTS // 2**20} MB together"
    return ""
