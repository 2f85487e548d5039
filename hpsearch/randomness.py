"""All random numbers: one generator for each purpose, from the search's seed and some counters.

Draws for one purpose never depend on the draws for another, nor on the process.
"""

from enum import IntEnum

from numpy.random import Generator, SeedSequence, default_rng


class Purpose(IntEnum):
    """The purpose of a stream of random numbers. The values affect every result: never change one."""

    SPLIT = 1  # the division into train, dev and test
    INITIAL_DRAW = 2  # counters: repeat, layer
    BATCH_ORDER = 3  # counters: repeat, epoch
    TRAIN_SAMPLE = 4  # the sample of training examples for train metrics
    SAMPLER = 5  # the settings of the trials
    GRADIENT_CHECK = 6  # biases and components of a gradient check
    AUGMENTATION = 7  # augmentation of training examples; counters: repeat, epoch
    DROPOUT = 8  # counters: repeat, epoch, layer
    OTHER_SETTINGS = 9  # replacements for settings that a sampler proposes again
    MISMATCH = 10  # the folds of the classifier that distinguishes two parts
    DIAGNOSIS = 18  # posterior functions that a diagnosis draws
    OWN_CODE = 16  # the seed for the user's own training code; counters: repeat
    RESAMPLING = 17  # bootstrap resamples of the rows on which a model is judged
    CROSS_FITTING = 19  # the halves of the dev part for cross-fitting an ensemble
    FITTING = 20  # the sample of training examples for quartiles and bins


def generator(seed: int, purpose: Purpose, *counters: int) -> Generator:
    """Return the generator for a purpose and some counters.

    >>> generator(0, Purpose.BATCH_ORDER, 0, 1).permutation(5)
    array([0, 4, 1, 2, 3])
    """
    return default_rng(SeedSequence([seed, purpose, *counters]))
