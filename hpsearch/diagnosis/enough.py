"""Whether a search had enough trials to learn from."""

from hpsearch.config import Config
from hpsearch.diagnosis.thresholds import Thresholds
from hpsearch.search.proposals.untried import as_stated, count_different
from hpsearch.search.rounds.plan import ROUND


def has_few_trials(config: Config, trials: int, thresholds: Thresholds) -> bool:
    """Whether a search, limited by time, has too few trials to learn from, including those taken over."""
    stated = config.search.trials
    wanted = min(thresholds.fewest_trials, ROUND if isinstance(stated, str) else stated)
    return config.search.time_limit is not None and trials < count_different(config.space(), as_stated, wanted)
