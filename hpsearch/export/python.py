"""A trial as one file of Python that predicts with NumPy alone."""

from hpsearch.export import ExportRequest
from hpsearch.export._python.program import program
from hpsearch.runs.run import Run
from hpsearch.runs.trained_model import chosen_trial, trained_model


class PythonFormat:
    """Source text: a page of code, and below it the weights."""

    name = "python"
    gives = "its model as a program that predicts with NumPy alone: python FILE rows.csv"

    def content(self, run: Run, request: ExportRequest) -> str:
        """The program."""
        number = chosen_trial(run, request.trial).number
        return program([trained_model(run, request.trial)], f"trial {number} of {run.folder.name}")
