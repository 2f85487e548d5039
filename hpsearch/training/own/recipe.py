"""What the settings of a trial mean to code of the user's own: all its hyperparameters by name."""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

UNLIMITED = sys.maxsize
"""The epochs of a training that ends by itself."""


@dataclass(frozen=True, slots=True)
class OwnRecipe:
    """The hyperparameters as JSON in order of their names, which tells 1 from 1.0, and how many epochs they ask for."""

    text: str
    epochs: int

    @classmethod
    def of(cls, hyperparameters: Mapping[str, Any]) -> Self:
        """The recipe of these hyperparameters."""
        text = json.dumps(hyperparameters, sort_keys=True, ensure_ascii=False)
        return cls(text, hyperparameters.get("epochs", UNLIMITED))

    @property
    def hyperparameters(self) -> dict[str, Any]:
        """The hyperparameters that the code receives, by name."""
        found: dict[str, Any] = json.loads(self.text)
        return found
