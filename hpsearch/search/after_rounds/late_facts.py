"""Facts for the diagnosis that a search measures at its end: dead units, parts that differ, effective rows."""

from hpsearch.data.parts.mismatch import mismatches
from hpsearch.engine.activity import dead_units
from hpsearch.engine.network import CHUNK, Network
from hpsearch.evaluation.effective_rows import effective_rows
from hpsearch.evaluation.held_out import judged_parts
from hpsearch.evaluation.judged_rows import JudgedRows
from hpsearch.records import replace
from hpsearch.runs.store.keys import LATE_FACTS
from hpsearch.search.context import SearchContext
from hpsearch.search.winner import MODEL_FILE
from hpsearch.training.examples.sets import sampled
from hpsearch.training.networks.objective import NetworkObjective
from hpsearch.trials.data_facts import LateFacts


def record_late_facts(context: SearchContext) -> None:
    """Store the facts about the winner's saved model, unless they are stored."""
    objective, database = context.prepared.objective, context.database
    winner, known = database.saved_model, database.late_facts
    if not isinstance(objective, NetworkObjective) or winner is None or (known and known.number == winner):
        return
    dead, units = _dead(context, objective, winner)
    database.change(LATE_FACTS, LateFacts(winner, dead, units, _mismatches(context, objective)).as_dict())


def record_effective_rows(context: SearchContext, objective: NetworkObjective, dev: JudgedRows) -> None:
    """Store the effective number of independent rows of dev and of the sample of train, by the winner's errors."""
    known = context.database.late_facts
    if known is not None:
        train = _sample_of_train(context, objective, known.number)
        facts = replace(known, train_rows=effective_rows(train), dev_rows=effective_rows(dev))
        context.database.change(LATE_FACTS, facts.as_dict())


def _sample_of_train(context: SearchContext, objective: NetworkObjective, winner: int) -> JudgedRows:
    """Return the training examples that train metrics are computed on, as judged by the winner's saved model."""
    from hpsearch.models.model import Model  # noqa: PLC0415 (as below)

    model = Model.load(context.folder / MODEL_FILE, context.database.model_checksum)
    train = objective.views_of(context.trial(winner).settings).whole.train
    chosen = train.take(sampled(len(train.y), sum(objective.held_out), objective.seed))
    return judged_parts([chosen], model.outputs_of(chosen.inputs), objective.dataset)


def _dead(context: SearchContext, objective: NetworkObjective, winner: int) -> tuple[int, int]:
    """Return how many hidden units of the winner's saved model have a constant output, and how many it has in all."""
    from hpsearch.models.model import Model  # noqa: PLC0415 (only the end of a search needs its file)

    model = Model.load(context.folder / MODEL_FILE, context.database.model_checksum)
    dataset = objective.views_of(context.trial(winner).settings).whole
    examples = dataset.train.rows(slice(CHUNK)).T.astype(model.parameters.dtype)
    (dead,) = dead_units(Network(model.architecture, model.parameters[None]), examples)
    return sum(dead), sum(model.architecture.hidden)


def _mismatches(context: SearchContext, objective: NetworkObjective) -> tuple[str, ...]:
    """Return how the parts differ, if the rows were not divided at random."""
    data = context.prepared.config.data
    by_column = isinstance(data.split, str) and data.split != "auto"
    if not (by_column or data.order or data.group):
        return ()
    return tuple(mismatches(objective.dataset, objective.seed))
