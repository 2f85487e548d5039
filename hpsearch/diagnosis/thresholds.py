"""From where on something counts as a finding."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Thresholds:
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
    """By how many standard errors a difference has to exceed its limit to be no chance."""

    mostly: float = 2.0
    """How many times the bias the variance is where it alone counts, if no model shows that less error is possible."""

    fewest_trials: int = 10
    """Finished trials under which nothing is said of the space."""

    diverged: float = 0.2
    hopeless: float = 0.5
    """Shares of trials that diverged, and that are no better than a guess or hardly better."""

    negligible: float = 0.02
    """A share of the differences between results; a hyperparameter below it has no influence."""

    interacting: float = 0.1
    """A share of them; a pair of hyperparameters above it is searched together."""

    worthwhile: float = 0.05
    """A share of the winner's value, by which another round should improve it to be worth its time."""

    still_falling: float = 0.02
    """The share of the training loss by which it fell in the last fifth of the epochs, if it was still falling."""

    few_steps: int = 1_000
    """Steps of the optimizer under which a training is short (30 epochs of 20,000 examples in batches of 512)."""

    lopsided: float = 0.9
    dead: float = 0.2
    """The share of the largest class, and that of hidden units that answer every example alike."""

    uneven_scales: float = 10.0
    """How many times the smallest standard deviation of the inputs is the largest."""

    slower: float = 1.5
    """How many times the seconds of the faster half are those of the slower half of the trials."""
