"""The data of TensorBoard's HParams tab: hyperparameters and their values, metrics, and how each trial ended."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.plugins.hparams import metadata
from tensorboard.plugins.hparams.api_pb2 import STATUS_FAILURE, STATUS_SUCCESS
from tensorboard.plugins.hparams.plugin_data_pb2 import HParamsPluginData, SessionEndInfo
from tensorboard.plugins.hparams.summary_v2 import Discrete, HParam, Metric, RealInterval, hparams_config_pb

from hpsearch.trials.outcomes import Outcome, Status

LoggedValue = float | bool | str
"""A value of a type that TensorBoard accepts."""


class SearchedValues:
    """The hyperparameters of some trials. All values of a hyperparameter have one type: number, boolean or string."""

    def __init__(self, outcomes: Sequence[Outcome]) -> None:
        self._metrics = dict.fromkeys(name for outcome in outcomes for name in outcome.metrics)
        names = dict.fromkeys(name for outcome in outcomes for name in outcome.settings)
        self._stated = {name: [each.settings[name] for each in outcomes if name in each.settings] for name in names}
        self._kinds = {name: _kind(values) for name, values in self._stated.items()}

    def values(self, outcome: Outcome) -> dict[str, LoggedValue]:
        """Return the settings of a trial; those that are neither numbers nor words become JSON."""
        return {name: self._kinds[name](value) for name, value in outcome.settings.items()}

    def experiment(self, metric: str, moment: float) -> Summary:
        """Return the hyperparameters with the values of the trials, and the metrics, the search metric first."""
        columns = [Metric(f"trial/{name}", display_name=name) for name in dict.fromkeys([metric, *self._metrics])]
        summary: Summary = hparams_config_pb(list(self._hyperparameters()), columns, time_created_secs=moment)
        return summary

    def _hyperparameters(self) -> Iterator[HParam]:
        for name, stated in self._stated.items():
            values = sorted({self._kinds[name](value) for value in stated})
            numbers = self._kinds[name] is float
            yield HParam(name, RealInterval(values[0], values[-1]) if numbers else Discrete(values))


def ending(status: Status, moment: float) -> Summary:
    """Return how and when a trial ended: a diverged trial is a failure, a trial stopped by halving is not."""
    failed = status in (Status.DIVERGED, Status.FAILED)
    ended = SessionEndInfo(status=STATUS_FAILURE if failed else STATUS_SUCCESS, end_time_secs=moment)
    about = metadata.create_summary_metadata(HParamsPluginData(session_end_info=ended))
    value = Summary.Value(tag=metadata.SESSION_END_INFO_TAG, metadata=about, tensor=metadata.NULL_TENSOR)
    return Summary(value=[value])


def _kind(values: Iterable[Any]) -> Any:
    """Return the function that converts the values to one type that TensorBoard accepts."""
    types = {type(value) for value in values}
    if types <= {int, float}:
        return float
    return bool if types == {bool} else _word


def _word(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
