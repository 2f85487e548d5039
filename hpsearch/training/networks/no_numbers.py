"""Settings of how numbers become inputs, where no input is a number."""

from collections.abc import Iterator

from hpsearch.config import Config
from hpsearch.data.inputs.preprocessing import Preprocessing
from hpsearch.trials.input_views import DEFAULT_VIEW, SEARCHED_DATA, InputView


def no_number_to_change(config: Config, preprocessing: Preprocessing) -> Iterator[str]:
    """Yield a sentence for `normalize` and `numbers` if they are not their defaults and all inputs are words."""
    if preprocessing.scaled:
        return
    for name in SEARCHED_DATA:
        value = config.values[name]
        if not isinstance(value, dict | str) or InputView.of({name: value}) != DEFAULT_VIEW:
            yield f"data.{name} has no effect: no input is a number or a date"
