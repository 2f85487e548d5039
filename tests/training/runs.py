"""Trainings to their end, and what they told."""

from hpsearch.training.cohort import Cohort
from hpsearch.training.epochs import train
from hpsearch.training.metrics import default_metric


def run(recipes, made, metric=None, seed=0):
    """All reports, each with the bits that its model's parameters had at that time."""
    cohort = Cohort(recipes, made, seed)
    return [
        [(report, cohort.parameters(row).tobytes()) for row, report in enumerate(reports)]
        for reports in train(cohort, metric or default_metric(made.task))
    ]


def of_model(told, model):
    """What was told of one model, epoch by epoch, without its place in the stack; numbers as their shortest text."""
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
