"""Export a trial as an ONNX model with its preprocessing, for any ONNX runtime."""

from hpsearch.export import ExportRequest, check_packages
from hpsearch.export._averaging import networks_of
from hpsearch.runs.run import Run
from hpsearch.runs.trained_model import chosen_model


class OnnxFormat:
    """An ONNX model: its inputs are a table's columns, its outputs the label and the probabilities, or the value."""

    name = "onnx"
    gives = "its model and preprocessing in ONNX, which takes a table's columns by name (needs the extra onnx)"

    def content(self, run: Run, request: ExportRequest) -> bytes:
        """Return the model, which onnx has checked and onnxruntime has loaded."""
        check_packages(self.name, "onnx", "onnx", "onnxruntime")
        from hpsearch.export._onnx.model import as_onnx  # noqa: PLC0415 (onnx is an extra)

        return as_onnx(*networks_of(chosen_model(run, request.trial)))
