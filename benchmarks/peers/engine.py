"""hpsearch's own engine, as a search drives it: trials grouped into cohorts, one recipe a trial."""

from benchmarks.workloads import KEEP_PROB, LEARNING_RATE, Hidden, Labels, Rows, Workload
from hpsearch.engine.heads import HEADS
from hpsearch.training.examples.sets import Examples, TrainingSet
from hpsearch.training.networks.cohort import Cohort
from hpsearch.training.networks.cohorts import into_cohorts
from hpsearch.training.objective import Plan
from hpsearch.training.recipe import Recipe
from hpsearch.trials.input_views import DEFAULT_VIEW
from hpsearch.trials.outcomes import Trial


class Engine:
    """The cohorts of a workload, for one worker."""

    def __init__(self, workload: Workload) -> None:
        self.models = len(workload.hidden)
        made = training_set(workload.outputs, *workload.arrays())
        recipes = [recipe(hidden, workload.batch, regularised=workload.regularised) for hidden in workload.hidden]
        self.cohorts = cohorts(recipes, made)

    def train_epoch(self) -> None:
        """Each cohort in turn."""
        for cohort in self.cohorts:
            cohort.train_epoch()


def cohorts(recipes: list[Recipe], made: TrainingSet) -> list[Cohort]:
    """The stacks that a search with one worker trains."""
    plans = [Plan(Trial(number, 1, {}), recipe) for number, recipe in enumerate(recipes)]
    grouped = into_cohorts(plans, 1, {DEFAULT_VIEW: len(made.train.x)}, made.outputs)
    return [Cohort([model.recipe for model in group], made, seed=0) for group in grouped]


def recipe(hidden: Hidden, batch: int, *, regularised: bool = False) -> Recipe:
    """ReLU and Adam as everybody has them."""
    regularisation = {"batch_norm": True, "keep_prob": (KEEP_PROB,) * len(hidden)} if regularised else {}
    return Recipe(
        hidden=hidden,
        activation="relu",
        initializer="auto",
        optimizer="adam",
        learning_rate=LEARNING_RATE,
        beta1=0.9,
        beta2=0.999,
        epsilon=1e-8,
        l2=0.0,
        batch_size=batch,
        epochs=1,
        **regularisation,
    )


def training_set(outputs: int, x: Rows, y: Labels) -> TrainingSet:
    """x (examples, inputs) and labels (examples,) as a search has them; only the train part matters here."""
    head = HEADS["sigmoid" if outputs == 1 else "softmax"]
    classes = max(2, outputs)
    examples = Examples(x.T, y, y, head.name, classes)
    return TrainingSet(
        task="classification",
        head=head.name,
        outputs=outputs,
        classes=classes,
        train=examples,
        sample=examples,
        dev=examples,
        target_scale=1.0,
    )
