"""What a trial was trained with, also under someone's eyes, as a config that trains it again without them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any

from ruamel.yaml import YAML

from hpsearch.config import DEFAULTS, config_from
from hpsearch.engine.schedules import by_step
from hpsearch.errors import UsageError
from hpsearch.export import ExportRequest
from hpsearch.runs.run import Run
from hpsearch.runs.trained_model import chosen_trial
from hpsearch.text.visible import visible_line
from hpsearch.trials.epochs import BranchEpoch
from hpsearch.trials.input_views import SEARCHED_DATA
from hpsearch.trials.interventions import Branches, Intervention, Moment

BY_SCHEDULE = ("learning_rate", "schedule", "decay_rate", "decay_epochs", "warmup_epochs")
NOT_SET = ("learning_rate", "epochs", "velocity")
"""What changes a training and is no value of its config."""


@dataclass(frozen=True, slots=True)
class Way:
    """How a trial came to its end: its epochs, and what was changed on the branch that it ended on."""

    epochs: Sequence[BranchEpoch]
    changes: Sequence[Intervention]

    @classmethod
    def of(cls, run: Run, trial: int) -> "Way":
        """The way of a trial of a run. Raises UsageError if it has none."""
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
        """The rates by completed epoch, from where one is another; a change within an epoch counts for all of it."""
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
        """The config that trains a trial again."""
        return as_config(run, request.trial)


def as_config(run: Run, trial: int | None) -> str:
    """A config in YAML that `hpsearch run` trains as a trial was trained, a panda's too, by default the best one.

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
    """What the user's own code was told on the way; a config states one value of each."""
    for each in way.changes:
        yield f"# {each.what} is what it was last: {' '.join(str(each).split())} at {each.moment}."


def _remarks(way: Way) -> Iterator[str]:
    """What the config cannot state, or states otherwise than it was."""
    for each in way.changes:
        if each.what not in NOT_SET:
            yield f"# {each.what} is what it was last: {' '.join(str(each).split())} at {each.moment}."
        if each.what == "learning_rate" and each.moment.step:
            yield f"# The rate changed within epoch {each.moment.epoch + 1}, which here has it from its start."
        if each.what == "velocity":
            yield f"# The velocity was forgotten at {each.moment}, which a config cannot state."


def _written(stated: Mapping[str, Any], values: Mapping[str, Any]) -> str:
    """A config for one trial of the data that are `stated`, with these hyperparameters but for the defaults."""
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
    yaml.width = 2**16
    yaml.dump({**trained, "hyperparameters": hyperparameters, "search": search}, text)
    return text.getvalue()
