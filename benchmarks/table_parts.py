"""The three parts of a table as arrays for peers that take numbers alone.

Numbers are standardised, with the median where one is missing, and words one-hot, as the training part says.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.compose import make_column_transformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler


@dataclass(frozen=True)
class Parts:
    """Inputs as numbers, targets, and inputs as a table without gaps, of the three parts; which columns are `words`."""

    x: tuple[NDArray[np.float32], ...]
    y: tuple[NDArray[Any], ...]
    filled: tuple[pd.DataFrame, ...]
    words: list[str]

    @classmethod
    def of(cls, train: pd.DataFrame, dev: pd.DataFrame, test: pd.DataFrame, target: str) -> "Parts":
        """Encode as the training part says."""
        inputs = train.drop(columns=target)
        numbers = [name for name in inputs if pd.api.types.is_numeric_dtype(inputs[name])]
        words = [name for name in inputs if name not in numbers]
        scaled = make_pipeline(SimpleImputer(strategy="median", keep_empty_features=True), StandardScaler())
        one_hot = make_pipeline(
            SimpleImputer(strategy="constant", fill_value="?"),
            OneHotEncoder(handle_unknown="ignore", sparse_output=False),
        )
        encode = make_column_transformer((scaled, numbers), (one_hot, words)).fit(_plain(inputs, words))
        parts = [_plain(part.drop(columns=target), words) for part in (train, dev, test)]
        x = tuple(encode.transform(part).astype(np.float32) for part in parts)
        gaps = dict.fromkeys(words, "?") | parts[0][numbers].median().fillna(0.0).to_dict()
        y = tuple(part[target].to_numpy() for part in (train, dev, test))
        return cls(x, y, tuple(part.fillna(gaps) for part in parts), words)


def _plain(inputs: pd.DataFrame, words: list[str]) -> pd.DataFrame:
    return inputs.astype(dict.fromkeys(words, object)).where(inputs.notna(), np.nan)
