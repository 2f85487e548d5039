"""Train one network in this process, with the engine that searches use."""

from collections.abc import Sequence

from hpsearch.data import Preprocessing
from hpsearch.engine.arrays import Array
from hpsearch.metrics import default_metric
from hpsearch.models.model import Model
from hpsearch.records import Record, replace
from hpsearch.system.threads import one_thread
from hpsearch.training.examples.sets import TrainingSet
from hpsearch.training.networks.cohort import Cohort
from hpsearch.training.networks.epochs import train
from hpsearch.training.progress import Epoch
from hpsearch.training.recipe import Recipe
from hpsearch.trials.states import ModelState


class Trained(Record):
    """A network, the state to continue its training, and its epochs."""

    model: Model
    state: ModelState
    epochs: tuple[Epoch, ...]


def train_network(
    recipe: Recipe, training_set: TrainingSet, preprocessing: Preprocessing, seed: int, before: Trained | None
) -> Trained:
    """Train to the end of the recipe, starting from `before` if given. Raises ValueError if the training diverges."""
    cohort = _cohort(recipe, training_set, seed, before and replace(before, state=replace(before.state, epoch=0)))
    epochs: list[Epoch] = []
    with one_thread():
        for brought in train(cohort, default_metric(training_set.task)):
            epochs += brought
    ending = epochs[-1].ending
    if ending is None or ending.parameters is None:
        raise ValueError("the loss is no longer a finite number; lower learning_rate, or set clip_norm")
    return _trained(cohort, ending.parameters, preprocessing, epochs)


def train_one_epoch(
    recipe: Recipe, training_set: TrainingSet, preprocessing: Preprocessing, seed: int, before: Trained | None
) -> Trained:
    """Train for one epoch, starting from `before` if given."""
    cohort = _cohort(recipe, training_set, seed, before)
    with one_thread():
        cohort.train_epoch()
    return _trained(cohort, cohort.parameters(0), preprocessing, ())


def _cohort(recipe: Recipe, training_set: TrainingSet, seed: int, before: Trained | None) -> Cohort:
    cohort = Cohort([recipe], training_set.under(recipe.loss), seed)
    if before is not None:
        if before.model.architecture != recipe.architecture(cohort.training_set):
            raise ValueError("the network has another shape than the one to go on with; set warm_start=False")
        cohort.restore([before.state])
    return cohort


def _trained(cohort: Cohort, parameters: Array, preprocessing: Preprocessing, epochs: Sequence[Epoch]) -> Trained:
    shape = cohort.recipes[0].architecture(cohort.training_set)
    model = Model(shape, parameters, preprocessing, preprocessing.classes)
    return Trained(model, cohort.state(0), tuple(epochs))
