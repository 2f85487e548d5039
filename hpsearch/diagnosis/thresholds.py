"""The limits for findings."""

from hpsearch.records import Record
from hpsearch.search.rounds.plan import FEW_TRIALS


class Thresholds(Record):
    """The limits of the diagnosis; the first two are those of notes §IV.

    High bias: the train error exceeds the Bayes error by more than `points`, by more than the share `half` of it, and
    by more than its sampling error. High variance: the dev error exceeds the train error in the same way. For the bias
    of a regression, the share `of_spread` of the target's standard deviation stands in place of the points; for its
    variance, squared errors are compared, as shares of the target's variance.
    """

    points: float = 0.02
    half: float = 0.5
    of_spread: float = 0.3
    standard_errors: float = 1.64
    """Number of standard errors by which a difference must exceed its limit to be significant."""

    mostly: float = 2.0
    """Ratio of variance to bias from which only variance is reported, if no model shows that less error is possible."""

    fewest_trials: int = FEW_TRIALS
    """Smallest number of finished trials for statements about the space."""

    diverged: float = 0.2
    hopeless: float = 0.5
    """Shares of trials that diverged, and of trials hardly better than a guess."""

    negligible: float = 0.02
    """Share of the variance of results below which a hyperparameter has no influence."""

    interacting: float = 0.1
    """Share of the variance above which a pair of hyperparameters interacts."""

    worthwhile: float = 0.05
    """Share of the winner's value by which another round must be expected to improve it."""

    still_falling: float = 0.02
    """Relative reduction of a loss between the last two tenths of the epochs from which it was still falling."""

    few_steps: int = 1_000
    """Number of optimizer steps below which a training is short (30 epochs of 20,000 examples in batches of 512)."""

    lopsided: float = 0.9
    lopsided_without_success: float = 0.7
    """Limits for the share of the largest class; the second if the model is not better than predicting this class."""

    of_all_rows: float = 0.05
    """Share of the dev rows to which unequal errors reduce them, below which few rows decide."""

    dead: float = 0.2
    """Limit for the share of dead hidden units."""

    uneven_scales: float = 10.0
    """Ratio of the largest to the smallest standard deviation of the inputs."""

    slower: float = 1.5
    """Ratio of the times of the slower and the faster half of the trials."""
