"""A loop of searches: search, diagnose, change the config as the diagnosis advises, search again.

Each step has a run folder, FOLDER/1, FOLDER/2 and so on; from the second step on its config is FOLDER/2.yaml and so on.
That file is written when the step before has ended, so the files show where an interrupted loop continues.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

from hpsearch.config import read_config
from hpsearch.diagnosis.advice import why_nothing_of
from hpsearch.errors import ConfigError, NothingToTakeOverError, UsageError
from hpsearch.export.next import proposed_config
from hpsearch.records import Record, replace
from hpsearch.runs.run import Run
from hpsearch.runs.store.database import DATABASE
from hpsearch.runs.store.disk.atomic import left_behind, replacing
from hpsearch.runs.store.disk.recognition import is_there
from hpsearch.search.folder.opening import changed_keys
from hpsearch.step_time import seconds_needed

LOOP_PAGE = "loop.html"
"""The page about a loop, which is in its folder once it has ended."""

_LEAST_SHARE, LEAST_SECONDS = 0.1, 0.1
"""No step starts with less than this part of an equal share of the time, or with fewer seconds."""


class LoopStep(Record):
    """A search of a loop: its number from 1, its config and overrides, its run folder, and the run before it."""

    number: int
    config: Path
    overrides: tuple[str, ...]
    out: Path
    earlier: Path | None = None

    @property
    def is_begun(self) -> bool:
        """Whether its run folder has a run."""
        return is_there(self.out / DATABASE)


class Loop(Record):
    """A loop: the first config and its overrides, the folder, the largest number of steps, and the time for all."""

    config: Path
    overrides: tuple[str, ...]
    folder: Path
    rounds: int
    seconds: float | None = None

    def check(self, *, resume: bool) -> None:
        """Raise UsageError if the config cannot be looped over, or the folder holds something else."""
        first = self._step(1)
        limit = self._share(first, 0.0)
        config = read_config(self.config, (*self.overrides, *_limited(limit)))
        if config.search.mode == "panda":
            raise UsageError(f"{self.config}: search.mode panda is steered by hand, not in a loop; use mode: caviar")
        if not first.is_begun:
            self._check_that_it_is_empty()
        elif not resume:
            raise UsageError(
                f"{self.folder}: holds a loop already; --resume goes on with it, -o chooses another folder"
            )
        elif changed := changed_keys(Run(first.out).meta("config"), config):
            raise UsageError(
                f"{self.folder}: cannot be resumed, the config has changed: {'; '.join(changed)}; undo that, "
                "or choose another folder with -o"
            )

    def _check_that_it_is_empty(self) -> None:
        if self.folder.exists() and not self.folder.is_dir():
            raise UsageError(f"{self.folder}: is not a folder; choose another one with -o")
        first = self._step(1).out.name
        others = sorted(path.name for path in self.folder.glob("[!.]*") if path.name != first)
        if others:
            raise UsageError(
                f"{self.folder}: holds {others[0]}, but no loop; move it, or choose another folder with -o"
            )

    @property
    def runs(self) -> tuple[Run, ...]:
        """Return the runs of the steps that have started."""
        return tuple(Run(step.out) for step in self._steps() if step.is_begun)

    @property
    def ended(self) -> int:
        """Number of steps that have ended: a step has ended if the next config, or the page, exists."""
        *_, last = [LoopStep(0, self.config, (), self.folder), *self._steps()]
        return last.number if last.is_begun and (self.folder / LOOP_PAGE).exists() else max(0, last.number - 1)

    def _steps(self) -> Iterator[LoopStep]:
        """Yield the steps that have a run or a config, in order."""
        step = self._step(1)
        while step.is_begun or (step.number > 1 and step.config.exists()):
            yield step
            step = self._step(step.number + 1)

    def _step(self, number: int) -> LoopStep:
        out = self.folder / str(number)
        if number == 1:
            return LoopStep(number, self.config, self.overrides, out)
        return LoopStep(number, self.folder / f"{number}.yaml", (), out, self.folder / str(number - 1))

    def after(self, ended: int, used: float) -> LoopStep | str:
        """Write the config of the next step and return it; or return why there is none.

        `ended` steps have ended, and have used `used` seconds.
        """
        step = self._step(ended + 1)
        if not (step.is_begun or (ended and step.config.exists())):
            if ended >= self.rounds:
                return f"all {ended} rounds are done" if ended > 1 else "its one round is done"
            least = max(_LEAST_SHARE * (self.seconds or 0.0) / self.rounds, LEAST_SECONDS)
            if ended and self.seconds is not None and self.seconds - used < least:
                return f"the time is used up: {used:.3g} of {self.seconds:g} seconds"
            if ended:
                run = Run(self._step(ended).out)
                text = proposed_config(run, step.config.parent)
                if text is None:
                    return f"nothing is expected to help: {why_nothing_of(run)}"
                with replacing(step.config) as file:
                    file.write(text.encode(errors="backslashreplace"))
                (self.folder / LOOP_PAGE).unlink(missing_ok=True)
        if step.is_begun:
            return replace(step, overrides=(*step.overrides, *_limited(_limit_of(step))), earlier=None)
        return replace(step, overrides=(*step.overrides, *_limited(self._share(step, used))))

    def given(self, number: int) -> float:
        """Return the time limit of a step in seconds; 0 if its time is not limited."""
        return _limit_of(self._step(number)) or 0.0

    def _share(self, step: LoopStep, used: float) -> float | None:
        """Return the seconds for a step: the time left, divided by the number of remaining steps.

        If this is too little for a round of trials, because a trial is more work than in the step before, the step gets
        more of the time left, because a step with few trials is a poor base for the next ones.
        """
        if self.seconds is None:
            return None
        left = self.seconds - used
        even = left / max(1, self.rounds - step.number + 1)
        return max(LEAST_SECONDS, round(max(even, min(left, _needed(step))), 1))


def _needed(step: LoopStep) -> float:
    """Return the expected seconds of a round of a step; 0 for the first step, and for an invalid config."""
    if step.earlier is None:
        return 0.0
    try:
        return seconds_needed(Run(step.earlier), read_config(step.config))
    except ConfigError:
        return 0.0


def _limit_of(step: LoopStep) -> float | None:
    limit: float | None = Run(step.out).meta("config")["search"]["time_limit"]
    return limit


def run_loop(
    loop: Loop,
    search: Callable[[LoopStep], None],
    clock: Callable[[], float],
    announce: Callable[[LoopStep], None] = lambda _step: None,
) -> str:
    """Run the steps that have not ended, and announce each; return why the loop ends.

    If a step cannot take over any trials, as it changes data, split or metric, it is searched without them. A step that
    was started earlier counts with its whole time limit.
    """
    for path in left_behind(loop.folder, tuple(f"{number}.yaml" for number in range(2, loop.rounds + 2))):
        path.unlink(missing_ok=True)
    ended = loop.ended
    used = sum(loop.given(number) for number in range(1, ended + 1))
    while not isinstance(step := loop.after(ended, used), str):
        began, is_new = clock(), not step.is_begun
        announce(step)
        try:
            _searched(step, search)
        except UsageError as error:
            if step.number == 1 or not is_new:
                raise
            return f"the advised config is refused: {error}"
        ended = step.number
        used += clock() - began if is_new else loop.given(ended)
    return step


def _searched(step: LoopStep, search: Callable[[LoopStep], None]) -> None:
    try:
        search(step)
    except NothingToTakeOverError:
        search(replace(step, earlier=None))


def _limited(seconds: float | None) -> tuple[str, ...]:
    return () if seconds is None else (f"search.time_limit={seconds:g}",)
