"""Export a trial's settings as a config that trains it again, also if it was trained in panda mode."""

from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from typing import Any

from ruamel.yaml import YAML

from hpsearch.config import DEFAULTS, config_from
from hpsearch.config.config import NullAsWord
from hpsearch.engine.schedules import by_step
from hpsearch.errors import UsageError
from hpsearch.export import ExportRequest
from hpsearch.records import Record, replace
from hpsearch.runs.run import Run
from hpsearch.runs.trained_model import chosen_trial
from hpsearch.text.visible import visible_line
from hpsearch.trials.epochs import BranchEpoch
from hpsearch.trials.input_views import SEARCHED_DATA
from hpsearch.trials.interventions import Branches, Intervention, Moment

BY_SCHEDULE = ("learning_rate", "schedule", "decay_rate", "decay_epochs", "warmup_epochs")
NOT_SET = ("learning_rate", "epochs", "velocity")
"""The changes of a training that its config has no value for."""


class Way(Record):
    """How a trial was trained: its epochs, and the changes on the branch on which it ended."""

    epochs: Sequence[BranchEpoch]
    changes: Sequence[Intervention]

    @classmethod
    def of(cls, run: Run, trial: int) -> "Way":
        """Return how a trial of a run was trained. Raises UsageError if it has no epochs."""
        story = run.story(trial)
        own, interventions = {each.place[1:]: each for each in story.epochs}, story.interventions
        branches = Branches(interventions)
        branch = branches.current
        last = max((epoch for of_branch, epoch in own if of_branch == branch), default=branches[branch].epoch)
        way = [(branches.trained_by(branch, epoch), epoch) for epoch in range(1, last + 1)]
        changes = branches.changes(interventions, Moment(branch, last, 0))
        epochs = [own[each] for each in way if each in own]
        if not epochs:
            raise UsageError(f"{run.folder}: trial {trial} ended before its first epoch, so there is nothing to repeat")
        return cls(epochs, changes)

    def timetable(self) -> dict[int, float]:
        """Return each learning rate by the completed epoch after which it holds; a change counts for its epoch."""
        rates: dict[int, float] = {}
        for each in self.epochs:
            if not rates or next(reversed(rates.values())) != each.record.learning_rate:
                rates[each.record.epoch - 1] = each.record.learning_rate
        return rates


class ConfigFormat:
    """The config of one trial, in YAML."""

    name = "config"
    gives = "its settings, a panda's with the rates it was given, a config that trains it again"

    def content(self, run: Run, request: ExportRequest) -> str:
        """Return the config that trains a trial again."""
        return as_config(run, request.trial)


def as_config(run: Run, trial: int | None) -> str:
    """Return a YAML config with which `hpsearch run` repeats a trial, also one of panda mode; by default the best one.

    Raises UsageError if the trial is not finished.
    """
    folder, outcome = run.folder, chosen_trial(run, trial)
    number = outcome.number
    stated = run.meta("config")
    config = config_from(stated, folder, folder.name)
    values = {**config.space().fixed, **outcome.settings}
    remarks = [f"# Trial {number} of {visible_line(str(folder))}"]
    if stated["search"]["mode"] == "panda":
        way = Way.of(run, number)
        if "objective" in stated:
            remarks += _last_values(way)
            values |= {each.what: each.after for each in way.changes}
        elif way.changes or len(way.epochs) != values["epochs"]:
            remarks = [f"{remarks[0]}, with the learning rates that it was trained with.", *_remarks(way)]
            if isinstance(values["schedule"], str) and by_step(values["schedule"]):
                remarks += [f"# {values['schedule']} changed the rate within each epoch, which here has its last one."]
            values |= {each.what: each.after for each in way.changes if each.what not in NOT_SET}
            values = {name: value for name, value in values.items() if name not in BY_SCHEDULE}
            values |= {"schedule": {"at": way.timetable()}, "epochs": len(way.epochs)}
    return "\n".join([*dict.fromkeys(remarks), _written(stated, values)])


def _last_values(way: Way) -> Iterator[str]:
    """Yield a remark on the last change of each setting during training, as a config has one value of each."""
    for each in {change.what: change for change in way.changes}.values():
        yield f"# {each.what} is what it was last: {' '.join(str(each).split())} at {each.moment}."


def _remarks(way: Way) -> Iterator[str]:
    """Yield remarks on changes that the config cannot express, or not exactly."""
    yield from _last_values(replace(way, changes=[each for each in way.changes if each.what not in NOT_SET]))
    for each in way.changes:
        if each.what == "learning_rate" and each.moment.step:
            yield f"# The rate changed within epoch {each.moment.epoch + 1}, which here has it from its start."
        if each.what == "velocity":
            yield f"# The velocity was forgotten at {each.moment}, which a config cannot state."


def _written(stated: Mapping[str, Any], values: Mapping[str, Any]) -> str:
    """Write a config of one trial on the data of `stated`, with the hyperparameters that differ from the defaults."""
    own = "objective" in stated
    defaults, of_data = ({}, {}) if own else (DEFAULTS, {name: values[name] for name in SEARCHED_DATA})
    hyperparameters = {
        name: value
        for name, value in values.items()
        if name not in of_data and (name not in defaults or value != defaults[name])
    }
    kept = ("metric", *(["direction"] if own else ["bayes_error"]), "seed")
    search = {"mode": "caviar", "trials": 1, **{key: stated["search"][key] for key in kept}, "finalists": None}
    data = {key: of_data.get(key, value) for key, value in stated.get("data", {}).items() if value is not None}
    trained = {"objective": stated["objective"]} if own else {"data": data}
    text = StringIO()
    yaml = YAML()
    yaml.Representer = NullAsWord
    yaml.width = 2**16
    yaml.dump({**trained, "hyperparameters": hyperparameters, "search": search}, text)
    return text.getvalue()
