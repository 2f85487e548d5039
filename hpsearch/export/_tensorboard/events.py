"""TensorBoard's event files: one for each trial, and one that describes the search."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from io import BytesIO
from math import isnan

from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.plugins.hparams.summary_v2 import hparams_pb
from tensorboard.summary.writer.record_writer import RecordWriter

from hpsearch.export._tensorboard.searched import LoggedValue, SearchedValues, ending
from hpsearch.runs.run import Run
from hpsearch.runs.store.database import DATABASE, Database
from hpsearch.trials.epochs import EpochRecord
from hpsearch.trials.outcomes import Outcome

EVENTS = "events.out.tfevents.hpsearch"
"""The name of each file; TensorBoard reads files whose names contain `tfevents`."""

_VERSION = "brain.Event:2"

EventFile = tuple[str, float, bytes]
"""The name of a file, its modification time and its content."""

LoggedEpoch = tuple[int, dict[str, float]]
"""An epoch, counted from 1, and its measurements."""


def event_files(run: Run, outcomes: Sequence[Outcome]) -> Iterator[EventFile]:
    """Yield the file of the search, then one for each trial.

    Trials get their true durations, as if they had run one after another until the run's end.
    """
    ended = (run.folder / DATABASE).stat().st_mtime
    began = ended - sum(outcome.seconds for outcome in outcomes)
    searched = SearchedValues(outcomes)
    about = Event(wall_time=began, summary=searched.experiment(run.ranking.metric, began))
    yield EVENTS, began, _records([about], began)
    digits = len(str(max((outcome.number for outcome in outcomes), default=0)))
    with closing(Database.open(run.folder)) as database:
        for outcome in outcomes:
            over = began + outcome.seconds
            curves = [(epoch, _measured(record, database)) for epoch, record in _epochs(database, outcome).items()]
            events = _events(outcome, searched.values(outcome), curves, began, over)
            yield f"trial-{outcome.number:0{digits}}/{EVENTS}", over, _records(events, began)
            began = over


def _events(
    outcome: Outcome, settings: dict[str, LoggedValue], curves: Sequence[LoggedEpoch], began: float, over: float
) -> Iterator[Event]:
    """Yield a trial's settings, its epochs, the metrics of the tables under `trial/`, and how it ended."""
    yield Event(wall_time=began, summary=hparams_pb(settings, f"trial {outcome.number}", began))
    for place, (epoch, measured) in enumerate(curves, start=1):
        moment = began + (over - began) * place / len(curves)
        yield Event(wall_time=moment, step=epoch, summary=_scalars(measured))
    results = {f"trial/{name}": value for name, value in outcome.metrics.items()}
    yield Event(wall_time=over, step=outcome.best_epoch or outcome.epochs_run, summary=_scalars(results))
    yield Event(wall_time=over, summary=ending(outcome.status, over))


def _scalars(values: dict[str, float]) -> Summary:
    """Return numbers by name, without those that were not measured."""
    known = {name: value for name, value in values.items() if not isnan(value)}
    return Summary(value=[Summary.Value(tag=name, simple_value=value) for name, value in known.items()])


def _epochs(database: Database, outcome: Outcome) -> dict[int, EpochRecord]:
    """Return the epochs of the first repeat and fold; of an epoch on several branches of panda mode, the last."""
    records = (record for _, record in database.history(outcome.number) if record.repeat == record.fold == 0)
    by_epoch = {record.epoch: record for record in records if record.epoch <= outcome.epochs_run}
    return {epoch: by_epoch[epoch] for epoch in sorted(by_epoch)}


def _measured(record: EpochRecord, database: Database) -> dict[str, float]:
    """Return the measurements of an epoch in history.csv; the learning rate of the user's own code is unknown."""
    if not database.metric_names:
        return record.metrics
    return {**record.metrics, "learning_rate": record.learning_rate, "gradient_norm": record.gradient_norm}


def _records(events: Iterable[Event], began: float) -> bytes:
    file = BytesIO()
    writer = RecordWriter(file)
    for event in (Event(wall_time=began, file_version=_VERSION), *events):
        writer.write(event.SerializeToString(deterministic=True))
    return file.getvalue()
