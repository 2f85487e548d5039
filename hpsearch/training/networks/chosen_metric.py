"""The metric that a config chooses, and whether it can be computed on the data."""

from hpsearch.config import Config
from hpsearch.data import Dataset
from hpsearch.metrics import METRICS, default_metric, metric_named
from hpsearch.metrics.actual import Actual, Need
from hpsearch.metrics.metric import Metric
from hpsearch.text.listing import listed_classes
from hpsearch.trials.ranking import Ranking


def ranking_of(config: Config, dataset: Dataset) -> Ranking:
    """Return how trials are ranked. Raises ConfigError if the metric does not apply to the task or the data."""
    chosen, task = config.search.metric, dataset.task
    metric = metric_named(default_metric(task) if chosen == "auto" else chosen.removeprefix("dev_"))
    if task not in metric.tasks:
        fitting = ", ".join(f"dev_{name}" for name, each in METRICS.items() if task in each.tasks)
        raise config.error("search.metric", f"{chosen} does not apply to {task}; expected one of {fitting}")
    if lacking := lack(metric, dataset):
        sentence = f"{chosen} has no value, because {lacking}; expected a larger dev part, or another metric"
        raise config.error("search.metric", f"{sentence} such as {_another(dataset)}")
    return Ranking(f"dev_{metric.full_name}", metric.maximize)


def lack(metric: Metric, dataset: Dataset) -> str:
    """Return a clause that says what the dev part lacks for the metric; empty if it lacks nothing."""
    dev = dataset.dev
    if Actual(dev.y, len(dataset.classes), dataset.positive).has(metric.needs):
        return ""
    match metric.needs:
        case Need.EVERY_CLASS | Need.TWO_CLASSES:
            return f"the dev part has no row of {listed_classes(dev.absent(dataset.classes))}"
        case Need.POSITIVE:
            return f"the dev part has no row of the positive class {dataset.classes[dataset.positive]!r}"
    columns = zip(dataset.targets, dev.y.reshape(len(dev.y), -1).T, strict=True)
    same = next(name for name, values in columns if values.min() == values.max())
    return f"all rows of the dev part have the same {same!r}"


def _another(dataset: Dataset) -> str:
    """Return a metric that can be computed."""
    wanted = ("f1", "error") if dataset.classes else ("rmse",)
    return next(f"dev_{name}" for name in wanted if not lack(METRICS[name], dataset))
