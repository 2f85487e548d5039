"""A YAML file or dict → a Config; every mistake named with its line, column and key."""

from hpsearch.config.config import Config
from hpsearch.config.data import DataConfig
from hpsearch.config.hyperparameters import DEFAULTS
from hpsearch.config.reading import config_from, read_config
from hpsearch.config.search import SamplerConfig, SearchConfig

__all__ = ["DEFAULTS", "Config", "DataConfig", "SamplerConfig", "SearchConfig", "config_from", "read_config"]
