"""A trial as an ONNX model, its preprocessing included, for any runtime of ONNX."""

from hpsearch.export import ExportRequest
from hpsearch.export._averaging import networks_of
from hpsearch.export._extras import needs
from hpsearch.runs.run import Run
from hpsearch.runs.trained_model import chosen_model


class OnnxFormat:
    """The columns of a table in, the label and the probabilities or the value out."""

    name = "onnx"
    gives = "its model and preprocessing in ONNX, which takes a table's columns by name (needs the extra onnx)"

    def content(self, run: Run, request: ExportRequest) -> bytes:
        """The model, after onnx has checked it and onnxruntime has loaded it."""
        needs(self.name, "onnx", "onnx", "onnxruntime")
        from hpsearch.export._onnx.model import as_onnx  # noqa: PLC0415 (onnx is an extra)

        return as_onnx(*networks_of(chosen_model(run, request.trial)))
