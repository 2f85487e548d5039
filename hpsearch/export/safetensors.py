"""Export a trial's network with its preprocessing as a model file, from which `hpsearch.load` predicts."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hpsearch.export import ExportRequest
from hpsearch.runs.run import Run
from hpsearch.runs.trained_model import chosen_model


class SafetensorsFormat:
    """A model file of hpsearch, like a run's best.safetensors."""

    name = "safetensors"
    gives = "its model as a file that hpsearch.load reads"

    def content(self, run: Run, request: ExportRequest) -> bytes:
        """Return the file of the trial's model."""
        with TemporaryDirectory(prefix="hpsearch-") as folder:
            path = Path(folder, "model.safetensors")
            chosen_model(run, request.trial).save(path)
            return path.read_bytes()
