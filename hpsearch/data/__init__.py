"""Read a data source, split it into parts and preprocess it; also the bundled data sets."""

from hpsearch.data.bundled import BUNDLED
from hpsearch.data.dataset import Dataset, Part
from hpsearch.data.describe import Description, describe
from hpsearch.data.inputs.preprocessing import Preprocessing
from hpsearch.data.loading import load_dataset, load_input_views, load_views
from hpsearch.data.reading.standard_input import STANDARD_INPUT
from hpsearch.data.views import DataViews

__all__ = [
    "BUNDLED",
    "STANDARD_INPUT",
    "DataViews",
    "Dataset",
    "Description",
    "Part",
    "Preprocessing",
    "describe",
    "load_dataset",
    "load_input_views",
    "load_views",
]
