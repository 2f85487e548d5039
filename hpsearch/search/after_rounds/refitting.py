"""Refit the networks of a search's model on the rows of train and dev together, as its last step."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby

from hpsearch.errors import UsageError
from hpsearch.models.ensemble import Ensemble, WeightedNetwork
from hpsearch.models.loading import load_model
from hpsearch.models.model import Model
from hpsearch.records import Record, replace
from hpsearch.search.after_rounds.ensemble_file import ENSEMBLE_FILE, write_refit
from hpsearch.search.context import SearchContext, outcomes_of
from hpsearch.search.events import Remarked
from hpsearch.search.winner import MODEL_FILE
from hpsearch.text.counting import how_many
from hpsearch.training.networks.objective import NetworkObjective
from hpsearch.training.objective import Plan
from hpsearch.training.recipe import Recipe
from hpsearch.trials.ensembles import MOST_WITH_SEEDS, SEEDS_APART, EnsembleMember, EnsembleRecord, why_no_refit
from hpsearch.trials.outcomes import Outcome, Status


class Refitting(Record):
    """Refits the networks of the run's model: those of the ensemble, or the winner's network if no ensemble is used.

    Where these are few, each is refitted with several seeds, which lowers the error by chance of the training.
    All metrics remain those of the networks before, which had not trained on the dev rows. The model's file gets
    each network as soon as it is trained, so an interruption loses none that was written.
    """

    context: SearchContext
    done: Mapping[int, Outcome]

    def run(self) -> Iterator[Remarked]:
        """Write the model with the networks that could be refitted in time. Raises StorageError."""
        objective, before = self.context.prepared.objective, self._before
        asked = self.context.prepared.config.search
        if not asked.refit or asked.mode == "panda" or not isinstance(objective, NetworkObjective):
            return
        left = self._left(before) if before else []
        if before is None or not left:
            return
        if reason := why_not(objective):
            yield Remarked(reason)
            return
        if self.context.limit.is_over:
            what = "the networks" if len(left) == len(self._planned(before)) else f"{len(left)} of the networks"
            yield Remarked(
                f"no time is left to train {what} of the model again on train and dev (search.refit); --resume with a "
                "longer search.time_limit trains them"
            )
            return
        rows = len(objective.dataset.train.y) + len(objective.dataset.dev.y)
        yield Remarked(
            f"training {how_many(len(left), 'network')} of the model again on the {rows:,} rows of train and dev "
            "together (search.refit)"
        )
        if untrained := len(left) - self._train(before, left, objective):
            yield Remarked(
                f"the time was over before {how_many(untrained, 'network')} of the model could be trained again "
                f"(search.refit); --resume goes on with {'it' if untrained == 1 else 'them'}"
            )

    @property
    def _before(self) -> EnsembleRecord | None:
        """Return the record of the model as far as it was refitted, a single network as an ensemble of one.

        None if there is no model. Where the file is not whole, nothing was refitted.
        """
        record, winner = self.context.database.ensemble, self.context.database.saved_model
        if winner is None:
            return None
        if record is not None and (record.averages or record.alone == winner):
            return record if self._is_whole(record) else replace(record, again=())
        nothing_averaged = EnsembleRecord("none", (), (), 1.0, {}, {}, used=False)
        return replace(record or nothing_averaged, alone=winner, again=())

    def _is_whole(self, record: EnsembleRecord) -> bool:
        try:
            return bool(load_model(self.context.folder / ENSEMBLE_FILE, record.sha256))
        except UsageError:
            return False

    def _left(self, record: EnsembleRecord) -> list[EnsembleMember]:
        """The networks that are still to be trained again."""
        return [member for member in self._planned(record) if member.key not in record.again]

    def _planned(self, record: EnsembleRecord) -> list[EnsembleMember]:
        """All networks to train: first each that was chosen, then these with other seeds, unless one is asked for."""
        averages = self.context.prepared.config.search.ensemble != "none"
        seeds = max(1, MOST_WITH_SEEDS // len(record.chosen)) if averages else 1
        return [member.with_seed(place) for place in range(seeds) for member in record.chosen]

    def _train(self, record: EnsembleRecord, left: Sequence[EnsembleMember], objective: NetworkObjective) -> int:
        """Train the networks that are `left` as long as there is time; how many were, those that diverged included."""
        ensemble, ended = self._ensemble(record), 0
        parts = groupby(left, lambda member: member.repeat // SEEDS_APART)  # those that were chosen come first
        plans = ([self._plan(member, objective) for member in members] for _, members in parts)
        for results in self.context.trained_in_parts(plans):
            outcomes = outcomes_of(results)
            ended += len(outcomes)
            trained = {(each.number, each.repeat): each for each in outcomes if each.status == Status.COMPLETE}
            if trained:
                before, record = record, self._again(record, trained)
                ensemble = self._with(ensemble, before, record, trained, objective)
                record = self._stored(ensemble, record)
        return ended

    def _again(self, record: EnsembleRecord, trained: Collection[tuple[int, int]]) -> EnsembleRecord:
        """The record with the networks that were just `trained`."""
        known = {*record.again, *trained}
        return replace(record, used=True, again=tuple(each.key for each in self._planned(record) if each.key in known))

    def _plan(self, member: EnsembleMember, objective: NetworkObjective) -> Plan[Recipe]:
        trial = self.done[member.number]
        return objective.refit_plan(trial.trial, member.repeat, trial.best_epoch)

    def _with(
        self,
        ensemble: Ensemble,
        before: EnsembleRecord,
        record: EnsembleRecord,
        trained: Mapping[tuple[int, int], Outcome],
        objective: NetworkObjective,
    ) -> Ensemble:
        """The ensemble of the networks of `record`, where those that were `trained` have their new parameters."""
        known = {each.key: network for each, network in zip(before.in_file, ensemble.members, strict=True)}
        networks = []
        for member in record.in_file:
            network = known[next(each.key for each in record.chosen if member.is_from(each))]
            network = replace(known.get(member.key, network), weight=member.share)
            again = trained.get(member.key)
            if again is not None and again.parameters is not None:
                plan = objective.plan(again.trial, member.repeat)
                model = objective.model_of(plan, again.parameters).sure_as(member.temperature)
                network = replace(network, parameters=model.parameters)
            networks.append(network)
        return replace(ensemble, members=tuple(networks))

    def _stored(self, ensemble: Ensemble, record: EnsembleRecord) -> EnsembleRecord:
        """Write the model and its record, which is returned."""
        record = write_refit(self.context, ensemble, record)
        self.context.limit.stored()
        return record

    def _ensemble(self, record: EnsembleRecord) -> Ensemble:
        """Return the model as far as it was refitted; a single network as an ensemble of one."""
        if record.alone is None or record.again:
            model = load_model(self.context.folder / ENSEMBLE_FILE, record.sha256)
            if isinstance(model, Ensemble):
                return model
        kept = Model.load(self.context.folder / MODEL_FILE, self.context.database.model_checksum)
        network = WeightedNetwork(kept.architecture, kept.parameters, 1.0)
        return Ensemble((network,), kept.preprocessing, kept.classes)


def why_not(objective: NetworkObjective) -> str:
    """Return a sentence that says why the networks are not refitted; empty if they are."""
    parts = objective.dataset
    reason = why_no_refit(len(parts.train.y), len(parts.dev.y), max(objective.inputs.values()), objective.folds)
    return f"search.refit does nothing: {reason}" if reason else ""
