"""A case as users train it: by a cohort."""

import numpy as np

from hpsearch.engine.heads import HEADS
from hpsearch.engine.layers.dense import Dense
from hpsearch.training.networks.cohort import Cohort

from .cases import SEED, Trajectory


def trained(case, dtype):
    """The engine's results for a case in float32 or float64."""
    training_set = case.training_set.in_precision(dtype)
    cohort = Cohort([case.recipe], training_set, SEED)
    places = _places(case.architecture)
    for name, at in places.items():
        cohort.network.parameters[0, cohort._places[0][at]] = case.tensors[name].reshape(at.shape)
    losses = []
    for _ in range(case.recipe.epochs):
        cohort.train_epoch()
        z = cohort.network.predict(training_set.sample.x)
        losses.append(HEADS[training_set.head].losses(z, training_set.sample.targets)[0])
    parameters = cohort.parameters(0)
    tensors = {name: parameters[places[name]].reshape(tensor.shape) for name, tensor in case.tensors.items()}
    return Trajectory(np.array(losses), tensors)


def _places(architecture):
    """Where each tensor lies among a model's parameters."""
    layers, places = architecture.layers(), {}
    for layer, name, shape, part in architecture.layout().tensors():
        number = sum(isinstance(one, Dense) for one in layers[: layer + 1])
        at = np.arange(part.start, part.stop).reshape(shape)
        if name == "moments":
            places[f"mean[{number}]"], places[f"variance[{number}]"] = at
        elif name != "batches":
            places[f"{name}[{number}]"] = at
    return places
