"""How far two trajectories of one case lie apart."""

import numpy as np

TENSORS = 1e-9
"""‖difference‖/‖tensor‖ that each tensor may show in float64 after all steps."""

LOSSES = 1e-4
"""The difference that each loss may show in float32: relative where the loss exceeds 1, else absolute."""


def tensor_differences(ours, peer):
    """‖difference‖/‖tensor‖ of each tensor by name."""
    return {name: _relative(ours.tensors[name], expected) for name, expected in peer.tensors.items()}


def loss_difference(ours, peer):
    """The largest of all epochs: |difference| / max(1, loss)."""
    return float(np.max(np.abs(ours.losses - peer.losses) / np.maximum(1, np.abs(peer.losses))))


def _relative(tensor, expected):
    return float(np.linalg.norm(tensor - expected) / np.linalg.norm(expected))
