"""One run of a training program."""

import json
import os
import signal
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hpsearch.records import Record
from hpsearch.system.child_processes import SAFE_PATH
from hpsearch.system.program import LONGEST_OUTPUT_LINE, Program
from hpsearch.system.workplace import workplace
from hpsearch.training.own.failures import TrainingFailedError
from hpsearch.training.own.log import OutputLog
from hpsearch.training.own.metrics import Metrics, metrics_of
from hpsearch.training.own.program.devices import device_among
from hpsearch.training.own.session import Job

if TYPE_CHECKING:
    from hpsearch.training.own.program.command_code import CommandCode


SECONDS_TO_CLOSE = 5.0
"""Seconds that a program has to end by itself after its last epoch, for example to save its model."""


class CommandState(Record):
    """The state of a paused program: the files of its folder HPSEARCH_STATE, and epochs printed after the pause.

    If it is `over`, the program ended by itself before it could be paused, and is not run again.
    """

    files: Mapping[str, bytes]
    ahead: tuple[Metrics, ...] = ()
    over: bool = False


class CommandSession:
    """Runs the program, and reads an epoch from each line of its standard output that is a JSON object."""

    def __init__(self, code: "CommandCode", job: Job, log: OutputLog) -> None:
        self._code, self._job, self._log = code, job, log
        state: CommandState | None = job.state
        self._files: Mapping[str, bytes] = state.files if state else {}
        self._ahead = deque(state.ahead if state else ())
        self._measured = bool(state)
        self._over = state is not None and state.over
        self._open = ExitStack()
        self._program: Program | None = None
        self._lines: Iterator[tuple[str, bool]] = iter(())
        self._folder = Path()

    def next(self, changes: Mapping[str, Any]) -> Metrics | None:  # noqa: ARG002 (a program gets none)
        """Wait for the next epoch; None if the program has ended without an error."""
        if self._ahead:
            return self._ahead.popleft()
        if self._over:
            return None
        if self._program is None:
            self._start()
        try:
            metrics = self._read()
        except TimeoutError:
            self._ended()
            raise TrainingFailedError(f"did not end within {self._code.timeout:g} seconds, and was ended") from None
        if metrics is not None:
            return metrics
        if code := self._ended():
            raise TrainingFailedError(self._said(code))
        if not self._measured:
            raise TrainingFailedError('printed no metrics; expected lines such as {"dev_error": 0.1}')
        return None

    @property
    def is_over(self) -> bool:
        """Whether the program ended by itself before it could be paused."""
        return self._over and not self._ahead

    def final(self) -> None:
        """Wait for the program's end; None, as its last line counts. Raises TrainingFailedError if it fails."""
        if self._program is None or self._over:
            return
        goes_on = self._comes_to_an_end(self._program)
        code = self._ended()
        if code and not goes_on:
            raise TrainingFailedError(self._said(code))

    def pause(self) -> CommandState | None:
        """End the program; return its state, and epochs printed meanwhile. None if it kept no state."""
        ahead = list(self._ahead)
        if self._program is not None:
            by_itself = self._program.has_ended
            ahead += self._comes_to_an_end(self._program) or []
            code = self._ended()
            self._files = _files_in(self._folder)
            self._over = by_itself and not code and not self._files
        return CommandState(self._files, tuple(ahead), self._over) if self._files or self._over else None

    def close(self) -> None:
        """End the program and its children, and remove its folder."""
        self._open.close()

    def _start(self) -> None:
        place = self._open.enter_context(workplace())
        self._folder = place.folder / "state"
        _write(self._folder, self._files)
        params = place.folder / "params.json"
        params.write_text(json.dumps(self._job.hyperparameters), encoding="utf-8")
        device = self._open.enter_context(device_among(self._code.devices))
        environment = self._environment(params, device)
        words = self._code.stated(self._job, params)
        try:
            program = Program(words, self._code.folder, environment, place)
        except (OSError, ValueError) as error:
            raise TrainingFailedError(f"{words[0]} cannot be run: {error}") from error
        self._program = self._open.enter_context(program)
        self._lines = program.lines(self._code.timeout)

    def _environment(self, params: Path, device: int | None) -> dict[str, str]:
        job = self._job
        environment = {key: value for key, value in os.environ.items() if key != SAFE_PATH}  # for our processes
        environment |= {
            "HPSEARCH_TRIAL": str(job.trial),
            "HPSEARCH_REPEAT": str(job.repeat),
            "HPSEARCH_SEED": str(job.seed),
            "HPSEARCH_STATE": str(self._folder),
            "PYTHONUNBUFFERED": "1",
        }
        if job.until is not None:
            environment["HPSEARCH_EPOCHS"] = str(job.until)
        if self._code.params:
            environment["HPSEARCH_PARAMS"] = str(params)
        if device is not None:
            environment["CUDA_VISIBLE_DEVICES"] = str(device)
        return environment

    def _read(self, *, rest: bool = False) -> Metrics | None:
        """Return the next printed epoch; None at the end. In the `rest`, after a pause, faulty lines are ignored."""
        for line, is_output in self._lines:
            stated = _json_object(line) if is_output else None
            if stated is None:
                self._log.write(f"{line}\n")
                if is_output and not rest and _is_cut_off(line):
                    raise TrainingFailedError(
                        f"printed a line of more than {LONGEST_OUTPUT_LINE:,} bytes that begins as metrics do; "
                        "expected a shorter one"
                    )
                continue
            try:
                metrics = metrics_of(stated)
            except TrainingFailedError:
                if rest:
                    continue
                raise
            self._measured = True
            return metrics
        return None

    def _comes_to_an_end(self, program: Program) -> list[Metrics] | None:
        """Wait for a program after its last epoch; None if it ended by itself.

        If it trains on, or takes longer than SECONDS_TO_CLOSE, it gets SIGTERM; returns the epochs that it printed
        meanwhile.
        """
        program.hurry(SECONDS_TO_CLOSE)
        further = []
        try:
            first = self._read(rest=True)
            if first is None:
                return None
            further.append(first)
        except TimeoutError:
            self._lines = program.lines(SECONDS_TO_CLOSE)
        program.ask_to_end()
        with suppress(TimeoutError):
            while (metrics := self._read(rest=True)) is not None:
                further.append(metrics)
        return further

    def _ended(self) -> int:
        """End the program if it still runs; return its exit code."""
        return self._program.stop() if self._program else 0

    def _said(self, code: int) -> str:
        """Describe how the program ended, with its last printed line that is not metrics."""
        last = self._log.last_line[:300]
        said = f": {last}" if last else ""
        if code > 0:
            return f"ended with exit code {code}{said}"
        with suppress(ValueError):
            name = signal.Signals(-code).name
            memory = ", perhaps because memory ran out" if name == "SIGKILL" else ""
            return f"was killed by {name}{memory}{said}"
        return f"was killed by signal {-code}{said}"


def _is_cut_off(line: str) -> bool:
    """Whether a line is the first part of a too long line that begins like a JSON object."""
    return line.lstrip().startswith("{") and len(line.encode()) > LONGEST_OUTPUT_LINE


def _json_object(line: str) -> dict[str, Any] | None:
    """Parse a line as a JSON object; None if it is none."""
    if not line.lstrip().startswith("{"):
        return None
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _files_in(folder: Path) -> dict[str, bytes]:
    """Return the content of all regular files below `folder`."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.mkdir()
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
