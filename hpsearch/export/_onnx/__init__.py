"""A model as an ONNX graph: its preprocessing step by step, then its layers; onnx is imported where it is used."""
