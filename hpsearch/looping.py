"""A loop of searches: search, diagnose, change the config as the diagnosis advises, search again.

Each step has a run folder, FOLDER/1, FOLDER/2 and so on; from the second on its config is FOLDER/2.yaml and so on. That
file is written once the step before has ended, so what is in the folder says where an interrupted loop goes on.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from hpsearch.config import read_config
from hpsearch.diagnosis.advice import why_nothing_of
from hpsearch.errors import ConfigError, NothingToTakeOverError, UsageError
from hpsearch.export.next import proposed_config
from hpsearch.runs.run import Run
from hpsearch.runs.store.atomic import left_behind, replacing
from hpsearch.runs.store.database import DATABASE
from hpsearch.runs.store.recognition import is_there
from hpsearch.search.folder import changed_keys
from hpsearch.step_time import seconds_needed

LOOP_PAGE = "loop.html"
"""The page about a loop, which is in its folder once it has ended."""

_LEAST_SHARE, LEAST_SECONDS = 0.1, 0.1
"""No further step is begun for less than this part of an even share of the time, or for fewer seconds."""


@dataclass(frozen=True, slots=True)
class LoopStep:
    """A search of a loop: its number from 1, its config with changes of it, its run folder, and what it takes over."""

    number: int
    config: Path
    overrides: tuple[str, ...]
    out: Path
    earlier: Path | None = None

    @property
    def is_begun(self) -> bool:
        """Whether its run folder has a run."""
        return is_there(self.out / DATABASE)


@dataclass(frozen=True, slots=True)
class Loop:
    """What is to be done: the first config with changes of it, the folder, the most steps, the time for all of them."""

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
        """The runs of the steps that were begun."""
        return tuple(Run(step.out) for step in self._steps() if step.is_begun)

    @property
    def ended(self) -> int:
        """The number of steps that have ended: the last one has when the next config, or the page, is there."""
        *_, last = [LoopStep(0, self.config, (), self.folder), *self._steps()]
        return last.number if last.is_begun and (self.folder / LOOP_PAGE).exists() else max(0, last.number - 1)

    def _steps(self) -> Iterator[LoopStep]:
        """The steps that have a run or a config, in order."""
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
        """The step to search next, whose config is written; or why there is none.

        So many steps have `ended`, and `used` so many seconds.
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
        """The seconds that a step was begun with; 0 if its time is not limited."""
        return _limit_of(self._step(number)) or 0.0

    def _share(self, step: LoopStep, used: float) -> float | None:
        """The seconds for a step: what is left, divided by the number of steps that remain.

        If these are too few for a round of trials, because each of them is more work than in the step before, it has
        more of what is left: a step with few trials says little, and what follows rests on it.
        """
        if self.seconds is None:
            return None
        left = self.seconds - used
        even = left / max(1, self.rounds - step.number + 1)
        return max(LEAST_SECONDS, round(max(even, min(left, _needed(step))), 1))


def _needed(step: LoopStep) -> float:
    """The seconds that a round of a step is expected to take; 0 of the first, and of a config that is refused."""
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
    """Search step after step, after those that have ended, each of which is announced; return why the loop ends.

    A step that takes over nothing, since it changes data, split or metric, is searched without the step before. The
    time of a step that was begun before counts as the time that it was given.
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
