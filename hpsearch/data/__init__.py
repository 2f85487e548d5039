"""Sources → Dataset: read, split, preprocess; and the sets that come along."""

from hpsearch.data.bundled import BUNDLED
from hpsearch.data.dataset import Dataset, Part, load
from hpsearch.data.describe import Description, describe
from hpsearch.data.preprocessing import Preprocessing

__all__ = ["BUNDLED", "Dataset", "Description", "Part", "Preprocessing", "describe", "load"]
