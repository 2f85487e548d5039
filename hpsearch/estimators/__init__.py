"""Networks, and the search for the best of them, as scikit-learn's estimators (the extra `sklearn`)."""

from hpsearch.estimators.networks import NetworkClassifier, NetworkRegressor
from hpsearch.estimators.searches import SearchClassifier, SearchRegressor

__all__ = ["NetworkClassifier", "NetworkRegressor", "SearchClassifier", "SearchRegressor"]
