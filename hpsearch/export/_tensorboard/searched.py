"""What TensorBoard's HParams tab has to know: the hyperparameters and their values, the metrics, how a trial ended."""

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
"""A value as TensorBoard takes it."""


class SearchedValues:
    """The hyperparameters of some trials. All values of one are of one kind: numbers, truth values, or words."""

    def __init__(self, outcomes: Sequence[Outcome]) -> None:
        self._metrics = dict.fromkeys(name for outcome in outcomes for name in outcome.metrics)
        names = dict.fromkeys(name for outcome in outcomes for name in outcome.settings)
        self._stated = {name: [each.settings[name] for each in outcomes if name in each.settings] for name in names}
        self._kinds = {name: _kind(values) for name, values in self._stated.items()}

    def values(self, outcome: Outcome) -> dict[str, LoggedValue]:
        """The settings of a trial; those that are neither numbers nor words are JSON."""
        return {name: self._kinds[name](value) for name, value in outcome.settings.items()}

    def experiment(self, metric: str, moment: float) -> Summary:
        """The hyperparameters with the values that trials have, and the metrics, the one of the search first."""
        columns = [Metric(f"trial/{name}", display_name=name) for name in dict.fromkeys([metric, *self._metrics])]
        summary: Summary = hparams_config_pb(list(self._hyperparameters()), columns, time_created_secs=moment)
        return summary

    def _hyperparameters(self) -> Iterator[HParam]:
        for name, stated in self._stated.items():
            values = sorted({self._kinds[name](value) for value in stated})
            numbers = self._kinds[name] is float
            yield HParam(name, RealInterval(values[0], values[-1]) if numbers else Discrete(values))


def ending(status: Status, moment: float) -> Summary:
    """How a trial ended, and when: one that diverged is a failure here, one that halving stopped is not."""
    failed = status in (Status.DIVERGED, Status.FAILED)
    ended = SessionEndInfo(status=STATUS_FAILURE if failed else STATUS_SUCCESS, end_time_secs=moment)
    about = metadata.create_summary_metadata(HParamsPluginData(session_end_info=ended))
    value = Summary.Value(tag=metadata.SESSION_END_INFO_TAG, metadata=about, tensor=metadata.NULL_TENSOR)
    return Summary(value=[value])


def _kind(values: Iterable[Any]) -> Any:
    """What makes each of the values one that TensorBoard takes, all of one type."""
    types = {type(value) for value in values}
    if types <= {int, float}:
        return float
    return bool if types == {bool} else _word


def _word(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
