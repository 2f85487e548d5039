"""What a babysat trial was trained with, as a config that trains it again without anyone's eyes."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from hpsearch.config import DEFAULTS, config_from
from hpsearch.errors import UsageError
from hpsearch.interventions import Branches, Intervention, Place
from hpsearch.runs import Run
from hpsearch.space import Choice, Range
from hpsearch.store.journal import BranchEpoch, Reader

BY_SCHEDULE = ("learning_rate", "schedule", "decay_rate", "decay_epochs", "warmup_epochs")


@dataclass(frozen=True, slots=True)
class Way:
    """How a trial came to its end: its epochs, and what was changed on the branch that it ended on."""

    epochs: Sequence[BranchEpoch]
    changes: Sequence[Intervention]

    @classmethod
    def of(cls, folder: Path, trial: int) -> "Way":
        """The way of a trial of the run in `folder`. Raises UsageError where that has none."""
        with Reader(folder) as reader:
            own = {each.place[1:]: each for each in reader.epochs() if each.trial == trial}
            interventions = [each for each in reader.interventions() if each.trial == trial]
        if not own:
            raise UsageError(f"{folder}: trial {trial} has no epochs of a panda; expected a run of --mode panda")
        branches = Branches(interventions)
        branch = branches.current
        last = max((epoch for of_branch, epoch in own if of_branch == branch), default=branches[branch].epoch)
        way = [(branches.trained_by(branch, epoch), epoch) for epoch in range(1, last + 1)]
        changes = branches.changes(interventions, Place(branch, last, 0))
        epochs = [own[each] for each in way if each in own]
        if not epochs:
            raise UsageError(f"{folder}: trial {trial} ended before its first epoch, so there is nothing to repeat")
        return cls(epochs, changes)

    def timetable(self) -> dict[int, float]:
        """The rates by completed epoch, from where one is another; a change within an epoch counts for all of it."""
        rates: dict[int, float] = {}
        for each in self.epochs:
            if not rates or next(reversed(rates.values())) != each.record.learning_rate:
                rates[each.record.epoch - 1] = each.record.learning_rate
        return rates


def as_config(folder: Path, trial: int | None) -> str:
    """A config in YAML that `hpsearch run` trains as the panda was trained, by default its best trial.

    Raises UsageError where the trial is not finished.
    """
    run = Run(folder)
    finished = {outcome.number: outcome for outcome in run.outcomes}
    number = run.best.number if trial is None else trial
    if number not in finished:
        raise UsageError(f"{folder}: trial {number} is not among its {len(finished)} finished trials (from 0)")
    stated = run.meta("config")
    way = Way.of(folder, number)
    fixed = config_from(stated, folder, folder.name).hyperparameters
    values: dict[str, Any] = {name: value for name, value in fixed.items() if not isinstance(value, Range | Choice)}
    values |= finished[number].settings
    remarks = [f"# Trial {number} of {folder}, with the rates that it was given by hand."]
    for each in way.changes:
        if each.what not in ("learning_rate", "epochs", "velocity"):
            values[each.what] = each.after
            remarks.append(f"# {each.what} is what it was last: {each} at {each.place}.")
        if each.what == "learning_rate" and each.place.step:
            remarks.append(f"# The rate changed within epoch {each.place.epoch + 1}, which here has it from its start.")
        if each.what == "velocity":
            remarks.append(f"# The velocity was forgotten at {each.place}, which a config cannot state.")
    values = {name: value for name, value in values.items() if name not in BY_SCHEDULE and value != DEFAULTS.get(name)}
    values |= {"schedule": {"at": way.timetable()}, "epochs": len(way.epochs)}
    kept = ("metric", "bayes_error", "seed")
    search = {"mode": "caviar", "trials": 1, **{key: stated["search"][key] for key in kept}, "finalists": None}
    text = StringIO()
    yaml = YAML()
    yaml.width = 2**16
    data = {key: value for key, value in stated["data"].items() if value is not None}
    yaml.dump({"data": data, "hyperparameters": values, "search": search}, text)
    return "\n".join([*dict.fromkeys(remarks), text.getvalue()])
