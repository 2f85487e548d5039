"""All randomness: one generator for each purpose, from the search's seed and some counters.

What is drawn for one purpose never depends on how often another was drawn from, nor on which process asks.
"""

from enum import IntEnum

from numpy.random import Generator, SeedSequence, default_rng


class Purpose(IntEnum):
    """What a stream of random numbers is for. The numbers are part of every result: never change one."""

    SPLIT = 1  # which examples are train, dev and test
    INITIAL_DRAW = 2  # counters: repeat, layer
    BATCH_ORDER = 3  # counters: repeat, epoch
    TRAIN_SAMPLE = 4  # the training examples that the train metrics are taken on
    SAMPLER = 5  # the settings of the trials
    GRADIENT_CHECK = 6  # biases and components of a gradient check
    AUGMENTATION = 7  # how training examples are changed; counters: repeat, epoch
    DROPOUT = 8  # counters: repeat, epoch, layer
    OTHER_SETTINGS = 9  # those that stand in for settings that a sampler proposes again
    MISMATCH = 10  # the folds of the classifier that tells two parts apart
    DIAGNOSIS = 18  # functions drawn of the surface that a diagnosis looks at
    OWN_CODE = 16  # the seed that the user's own training code is given; counters: repeat
    RESAMPLING = 17  # bootstrap resamples of the rows that a model is judged on
    CROSS_FITTING = 19  # the halves of the dev part that an ensemble is chosen and judged on
    FITTING = 20  # the training examples that quartiles and bins are fitted on


def generator(seed: int, purpose: Purpose, *counters: int) -> Generator:
    """The generator of one purpose, at some counters.

    >>> generator(0, Purpose.BATCH_ORDER, 0, 1).permutation(5)
    array([0, 4, 1, 2, 3])
    """
    return default_rng(SeedSequence([seed, purpose, *counters]))
