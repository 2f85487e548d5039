"""The state of the user's own training code at the end of an epoch, as arrays and JSON."""

import json
from hashlib import sha256
from typing import Any

import numpy as np

from hpsearch.engine.arrays import Array
from hpsearch.records import Record
from hpsearch.training.own.function.states import State
from hpsearch.training.own.metrics import Metrics
from hpsearch.training.own.recipe import OwnRecipe


class OwnSnapshot(Record):
    """The state that the code yielded after `epoch` epochs, if any, with the recipe and the metrics of that epoch."""

    epoch: int
    recipe: OwnRecipe
    metrics: Metrics
    state: State | None

    @property
    def can_be_restored(self) -> bool:
        """Whether the code yielded a state."""
        return self.state is not None

    def arrays(self) -> dict[str, Array]:
        """The bytes of each array of the state, or all its bytes, by position: (size,) of uint8."""
        parts = [self.state] if isinstance(self.state, bytes) else [each.tobytes() for each in self._arrays.values()]
        return {str(place): np.frombuffer(part, np.uint8) for place, part in enumerate(parts)}

    def about(self) -> dict[str, Any]:
        """All else: the epoch, the recipe, the metrics, and name, type and shape of each array."""
        layout = [[name, each.dtype.str, each.shape] for name, each in self._arrays.items()]
        return {
            "epoch": self.epoch,
            "recipe": self.recipe.text,
            "metrics": self.metrics,
            "layout": layout if isinstance(self.state, dict) else None,
        }

    @classmethod
    def of(cls, arrays: dict[str, Array], about: dict[str, Any]) -> "OwnSnapshot":
        """Return the snapshot that was saved as these arrays and other values, `about`."""
        recipe = OwnRecipe.of(json.loads(about["recipe"]))
        parts = [arrays[str(place)].tobytes() for place in range(len(arrays))]
        if about["layout"] is None:
            return cls(about["epoch"], recipe, about["metrics"], parts[0])
        state = {
            name: np.frombuffer(part, np.dtype(kind)).reshape(shape).copy()
            for part, (name, kind, shape) in zip(parts, about["layout"], strict=True)
        }
        return cls(about["epoch"], recipe, about["metrics"], state)

    def hash(self) -> str:
        """Return the hash of everything that the rest of the training depends on, and of the epoch's metrics."""
        digest = sha256(json.dumps(self.about(), sort_keys=True).encode())
        for array in self.arrays().values():
            digest.update(array.data)
        return digest.hexdigest()

    @property
    def _arrays(self) -> dict[str, Any]:
        return self.state if isinstance(self.state, dict) else {}
