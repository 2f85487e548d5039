"""The effect of `epoch_size` on a table: it divides a pass into epochs of equal size, or leaves it whole."""

from collections.abc import Iterator, Sequence

from hpsearch.config import Config
from hpsearch.space import Choice, Range
from hpsearch.training.recipe import epochs_of_pass, examples_of_epoch


def without_effect(config: Config, trained_on: Sequence[int]) -> Iterator[str]:
    """Yield a sentence if `epoch_size` leaves each epoch a whole pass; `trained_on` has the examples of each view."""
    stated = _stated(config)
    if stated and max(epochs_of_pass(max(trained_on), each) for each in stated) == 1:
        at = f"at {min(stated):,}{' or more' if len(stated) > 1 else ''}"
        whole = f"an epoch is the whole pass over {max(trained_on):,} training examples"
        yield f"epoch_size has no effect: {at}, {whole}, as without it"


def another_size(config: Config, trained_on: Sequence[int]) -> Iterator[str]:
    """Yield a sentence if epochs have another size than `epoch_size` states."""
    stated, examples = _stated(config), max(trained_on)
    if len(stated) == 1 and epochs_of_pass(examples, stated[0]) > 1:
        size, epochs = examples_of_epoch(examples, stated[0]), epochs_of_pass(examples, stated[0])
        if size != stated[0]:
            pass_ = f"{epochs:,} of them are a pass over {examples:,} training examples"
            yield f"epoch_size is {stated[0]:,}, and epochs have {size:,}: {pass_}"


def _stated(config: Config) -> list[int]:
    """Return the stated sizes; for a range both ends."""
    match config.hyperparameters["epoch_size"]:
        case None:
            return []
        case Range() as span:
            return [int(span.low), int(span.high)]
        case Choice() as choice:
            return [each for each in choice.choices if each is not None]
        case number:
            return [number]
