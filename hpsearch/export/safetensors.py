"""A trial's network and its preprocessing as a model file: all that `hpsearch.load` needs to predict."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hpsearch.export import ExportRequest
from hpsearch.runs.run import Run
from hpsearch.runs.trained_model import chosen_model


class SafetensorsFormat:
    """A model file of hpsearch, such as best.safetensors of a run."""

    name = "safetensors"
    gives = "its model as a file that hpsearch.load reads"

    def content(self, run: Run, request: ExportRequest) -> bytes:
        """The file of the trial's model."""
        with TemporaryDirectory(prefix="hpsearch-") as folder:
            path = Path(folder, "model.safetensors")
            chosen_model(run, request.trial).save(path)
            return path.read_bytes()
