"""scikit-learn estimators for a network and for a search for the best network (the extra `sklearn`)."""

from importlib.util import find_spec

if find_spec("sklearn") is None:
    raise ImportError('hpsearch.estimators needs scikit-learn, which is not installed; pip install "hpsearch[sklearn]"')

from hpsearch.estimators.networks import NetworkClassifier, NetworkRegressor
from hpsearch.estimators.searches import SearchClassifier, SearchRegressor

__all__ = ["NetworkClassifier", "NetworkRegressor", "SearchClassifier", "SearchRegressor"]
