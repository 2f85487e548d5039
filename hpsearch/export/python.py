"""Export a trial as one Python file that predicts with NumPy alone."""

from hpsearch.export import ExportRequest
from hpsearch.export._averaging import networks_of
from hpsearch.export._python.program import program
from hpsearch.runs.run import Run
from hpsearch.runs.trained_model import chosen_model, model_words


class PythonFormat:
    """A Python program: a page of code, then the weights."""

    name = "python"
    gives = "its model as a program that predicts with NumPy alone: python FILE rows.csv"

    def content(self, run: Run, request: ExportRequest) -> str:
        """Return the text of the program."""
        members, averaging = networks_of(chosen_model(run, request.trial))
        return program(members, f"{model_words(run, request.trial)} of {run.folder.name}", averaging)
