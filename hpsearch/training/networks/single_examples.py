"""Find batches of a single example, which batch normalisation cannot use (notes §XXVI), before any training."""

from collections.abc import Iterator, Sequence
from typing import Any

from hpsearch.config import Config
from hpsearch.space import Choice, Range
from hpsearch.training.recipe import batch_size, examples_of_epoch

_SMALL = range(1, 5)
"""Small numbers of examples: those that can lead to batches of one, and the first that cannot."""


def check_batches(config: Config, trained_on: Sequence[int]) -> None:
    """Raise ConfigError if a trial may normalise batches of one example.

    `trained_on` are the training examples of each view of the data.
    """
    values = config.hyperparameters
    norm = values["batch_norm"]
    if norm is False or (isinstance(norm, Choice) and True not in norm.choices):
        return
    for name, why in (("batch_size", ""), ("epoch_size", ", which makes epochs of 1 example")):
        for key, value in _small(values[name]):
            if _fewest(name, value, trained_on) < 2 and _are_drawn_together(values[name], norm, name, value):
                least = next(each for each in _SMALL if _fewest(name, each, trained_on) > 1)
                sentence = f"is {value}{why}, and batch_norm compares the examples of a batch"
                expected = f"expected {least} or more, or batch_norm: false"
                raise config.error(f"hyperparameters.{name}{key}", f"{sentence}; {expected}")


def _fewest(name: str, value: int, trained_on: Sequence[int]) -> int:
    """Return the size of the smallest batch, as far as one hyperparameter decides it."""
    if name == "epoch_size":
        return min(examples_of_epoch(examples, value) for examples in trained_on)
    return min(batch_size(value, examples) for examples in trained_on)


def _small(stated: Any) -> Iterator[tuple[str, int]]:
    """Yield the small numbers that a hyperparameter may have, each with the end of its key."""
    if isinstance(stated, Range):
        yield from ((".low", number) for number in _SMALL if stated.domain(whole=True).holds(number))
    elif isinstance(stated, Choice):
        numbers = enumerate(stated.choices)
        yield from ((f".choices[{place}]", each) for place, each in numbers if each in _SMALL)
    elif stated in _SMALL:
        yield "", stated


def _are_drawn_together(stated: Any, norm: Any, name: str, value: int) -> bool:
    """Whether a trial may have this value together with batch_norm, by the conditions of both."""
    with_norm = not isinstance(stated, Range | Choice) or True in stated.when.get("batch_norm", (True,))
    with_value = not isinstance(norm, Choice) or value in norm.when.get(name, (value,))
    return with_norm and with_value
