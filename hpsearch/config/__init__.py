"""A YAML file or dict → a Config; every mistake named with its line, column and key."""

from hpsearch.config.config import Config
from hpsearch.config.reading import config_from, read_config
from hpsearch.config.sections.data import DataConfig
from hpsearch.config.sections.hyperparameters import DEFAULTS
from hpsearch.config.sections.search import SamplerConfig, SearchConfig

__all__ = ["DEFAULTS", "Config", "DataConfig", "SamplerConfig", "SearchConfig", "config_from", "read_config"]
