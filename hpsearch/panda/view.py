"""Read a training run for a screen, and send changes. Writes only commands.

with View(folder) as view:
    while True:
        if view.refresh():            # cheap while nothing is new; ask a few times a second
            view.status               # what the trainer does: state, moment, rate, gradient norm, verdict, proposal
            view.alive                # whether a trainer is there at all; without one nothing can be changed
            view.trial                # the number of the trial under way; `view.story(trial)` and the like take any
            view.story(view.trial)    # its epochs, its interventions, its branches, and what led where
            view.interventions        # all that happened, in order, with the moment from which it holds
            view.pending              # the commands that wait
(id,) = send_all(folder, [parse("learning_rate=0.5x")], source="screen")   # UsageError if no trainer is there
view.answer(id)                       # None while it waits; else what holds since when, or why it was refused
"""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from time import monotonic, sleep, time
from typing import Self

from hpsearch.errors import UsageError
from hpsearch.panda.changes import Vocabulary
from hpsearch.runs.folder.owner import is_held
from hpsearch.runs.store.journal import Answer, Command, JournalReader, give
from hpsearch.text.command_line import command, resuming
from hpsearch.trials.epochs import BranchEpoch, TrainerStatus
from hpsearch.trials.interventions import Intervention
from hpsearch.trials.ranking import Ranking
from hpsearch.trials.requests import Change
from hpsearch.trials.story import Story

WAIT = 0.01
"""Seconds between two checks for an answer."""

SILENCE = 60.0
"""Seconds without a status after which a trainer on another machine is considered ended, if its epochs are shorter."""

LONGEST_SILENCE = 3.0
"""As SILENCE, but in durations of an epoch of the user's own code, as no status is stored during an epoch."""


class View:
    """A running or finished run, for a screen. Raises UsageError if there is none."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._reader = JournalReader(folder)
        self.status = TrainerStatus()
        self.interventions: list[Intervention] = []
        self.pending: list[Command] = []
        self._epochs: dict[int, list[BranchEpoch]] = {}
        self._last_epoch = 0
        self.done, self.planned = 0, 1
        self.refresh()

    def close(self) -> None:
        """Close the connection to the run."""
        self._reader.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def refresh(self) -> bool:
        """Read what is new; return whether anything is new."""
        if not self._reader.news():
            return False
        self.status = self._reader.status() or TrainerStatus()
        self.interventions += self._reader.interventions(self.interventions[-1].id if self.interventions else 0)
        self.pending = self._reader.unanswered()
        self.done, self.planned = self._reader.progress()
        for epoch in self._reader.epochs(self._last_epoch):
            self._epochs.setdefault(epoch.trial, []).append(epoch)
            self._last_epoch = epoch.id
        return True

    @property
    def alive(self) -> bool:
        """Whether a trainer of this run is running."""
        return alive(self._reader)

    @property
    def interactive(self) -> bool:
        """Whether the run trains one model at a time, which can be changed while it trains."""
        return self._reader.mode == "panda"

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The vocabulary for changes of this run."""
        return Vocabulary.of(self._reader.config)

    @property
    def trains_networks(self) -> bool:
        """Whether the run trains hpsearch's networks, whose gradients are measured, not the user's own code."""
        return "objective" not in self._reader.config

    @property
    def ranking(self) -> Ranking:
        """The metric of the search."""
        return self._reader.ranking

    @property
    def finished(self) -> bool:
        """Whether all trials are done."""
        return self.done == self.planned

    @property
    def trial(self) -> int:
        """The number of the trial under way, or of the last one."""
        return self.status.trial

    def epochs_after(self, last: int) -> list[BranchEpoch]:
        """Return the epochs of all trials after the epoch with the given id, in the order of training."""
        new = [each for of_trial in self._epochs.values() for each in of_trial if each.id > last]
        return sorted(new, key=lambda each: each.id)

    def story(self, trial: int) -> Story:
        """Return the story of a trial as read so far."""
        return Story(trial, tuple(self._epochs.get(trial, ())), tuple(self.of_trial(trial)))

    def of_trial(self, trial: int) -> list[Intervention]:
        """Return the interventions of a trial, in order."""
        return [each for each in self.interventions if each.trial == trial]

    def history(self, trial: int) -> list[BranchEpoch]:
        """Return the epochs that led to the present state of a trial."""
        return self.story(trial).history

    def answer(self, command: int) -> Answer | None:
        """Return the answer to a command; None while the command waits."""
        return self._reader.answer(command)


def vocabulary_of(folder: Path) -> Vocabulary:
    """Return the vocabulary for changes of a run. Raises UsageError if there is no run."""
    with JournalReader(folder) as reader:
        return Vocabulary.of(reader.config)


def alive(reader: JournalReader) -> bool:
    """Whether a trainer is running; on another machine, whether it has recently stored a status."""
    if reader.mode != "panda":
        return False
    held = is_held(reader.folder)
    if held is None:
        status = reader.status()
        if status is None or status.state == "stopped":
            return False
        return time() - status.updated < max(SILENCE, LONGEST_SILENCE * (status.seconds_per_epoch or 0.0))
    return held


def send_all(folder: Path, changes: Sequence[Change], source: str, remark: str = "") -> list[int]:
    """Send changes that take effect between the same two steps, in this order; all are stored, or none.

    Raises UsageError also if no trainer is running.
    """
    remark = " ".join(remark.split())
    for text in (*map(str, changes), remark):
        _check_that_it_is_text(text)
    with JournalReader(folder) as reader:
        if not alive(reader):
            raise UsageError(f"{folder}: {_why_nobody_follows(reader)}")
    return give(folder, [(change, remark) for change in changes], source)


def _why_nobody_follows(reader: JournalReader) -> str:
    done, planned = reader.progress()
    if reader.mode != "panda":
        return f"has mode {reader.mode}, in which nothing can be changed; expected a run of --mode panda"
    if done == planned:
        return f"no training is running, {done:,} of {planned:,} trials are done; --resume --trials N adds more"
    return f"no training is running; `{resuming(reader.folder)}` continues it"


def answers(folder: Path, commands: Sequence[int], timeout: float) -> list[Answer]:
    """Wait for the answers to commands. Raises UsageError if one does not come within the given seconds."""
    end = monotonic() + timeout
    with JournalReader(folder) as reader:
        return [_awaited(reader, command, end) for command in commands]


def _awaited(reader: JournalReader, command: int, end: float) -> Answer:
    while True:
        hopeful = monotonic() < end and alive(reader)
        answer = reader.answer(command)  # after the check: an answer may be a trainer's last action
        if answer is not None:
            return answer
        if not hopeful:
            raise UsageError(_unanswered(reader.folder, reader))
        sleep(WAIT)


def _check_that_it_is_text(given: str) -> None:
    """Raise UsageError for terminal input that is not UTF-8, which Python keeps as surrogates."""
    try:
        given.encode()
    except UnicodeEncodeError:
        readable = given.encode(errors="backslashreplace").decode()
        raise UsageError(
            f"{readable}: is not UTF-8, which all text of a run is; write it in a terminal that is"
        ) from None


def _unanswered(folder: Path, reader: JournalReader) -> str:
    done, planned = reader.progress()
    if not alive(reader) and done == planned:
        return f"{folder}: the training ended before the change was made; --resume --trials N adds more trials"
    if not alive(reader):
        return f"{folder}: the trainer ended before it answered; `{resuming(folder)}` goes on"
    return f"{folder}: no answer yet; the change still waits, and `{command('watch', folder)}` shows when it is made"
