"""The recipe of the user's own code: all its hyperparameters by name."""

import json
import sys
from collections.abc import Mapping
from typing import Any, Self

from hpsearch.records import Record

UNLIMITED = sys.maxsize
"""Number of epochs of a training that ends by itself."""


class OwnRecipe(Record):
    """The hyperparameters as JSON, sorted by name (1 and 1.0 differ), and the number of epochs."""

    text: str
    epochs: int

    @classmethod
    def of(cls, hyperparameters: Mapping[str, Any]) -> Self:
        """Make the recipe of these hyperparameters."""
        text = json.dumps(hyperparameters, sort_keys=True, ensure_ascii=False)
        return cls(text, hyperparameters.get("epochs", UNLIMITED))

    @property
    def hyperparameters(self) -> dict[str, Any]:
        """The hyperparameters that the code receives, by name."""
        found: dict[str, Any] = json.loads(self.text)
        return found
