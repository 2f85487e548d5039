"""Complete trainings, and the epochs that they reported."""

from hpsearch.engine.heads import HEADS
from hpsearch.metrics import default_metric, metric_named
from hpsearch.training.networks.cohort import Cohort
from hpsearch.training.networks.epochs import train
from hpsearch.training.networks.measuring import OfZ


def run(recipes, made, metric=None, seed=0):
    """All reports, each with the bits that its model's parameters had at that time."""
    cohort = Cohort(recipes, made, seed)
    return [
        [(report, cohort.parameters(row).tobytes()) for row, report in enumerate(reports)]
        for reports in train(cohort, metric or default_metric(made.task))
    ]


def of_model(told, model):
    """The reported epochs of one model, without its place in the stack; numbers as their shortest text."""
    return [
        (report.epoch, report.learning_rate, repr(report.gradient_norm), repr(report.metrics), parameters)
        for reports in told
        for report, parameters in reports
        if report.model == model
    ]


def endings(told):
    """The ending of each model, in their order."""
    ended = {report.model: report.ending for reports in told for report, _ in reports if report.ending is not None}
    return [ended[model] for model in sorted(ended)]


def judged(name, z, examples, scale=1.0):
    """A metric of each model, (models,), whose Z of all examples, (models, outputs, m), is there."""
    metric, outputs = metric_named(name), OfZ(HEADS[examples.head], scale)
    return metric.overall(outputs, metric.of_each(outputs, z, examples.actual), examples.actual)
