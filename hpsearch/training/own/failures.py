"""Failures of the user's own code: the sentence for the table, and the traceback for the trial's messages."""

import traceback
from pathlib import Path

from hpsearch.text.visible import visible_line

HERE = str(Path(__file__).parent)

_LONGEST = 2_000
"""Largest number of characters of an error message in the table."""


class TrainingFailedError(Exception):
    """The user's own code failed; the message is a sentence. `log` has its output, if no one else has it."""

    def __init__(self, sentence: str, log: str = "") -> None:
        super().__init__(sentence)
        self.log = log


def sentence_of(error: BaseException) -> str:
    """Return a sentence about an error, with the line of the user's code that raised it."""
    if isinstance(error, TrainingFailedError):
        return visible_line(str(error))
    said = "".join(traceback.format_exception_only(error)).strip()
    said = said.removeprefix(f"{type(error).__module__}.")
    if isinstance(error, SystemExit):
        said = f"called sys.exit({error.code!r})"
    sentence = " ".join(said.split()) if len(said) < _LONGEST else f"{said[:_LONGEST]} …"
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if not frame.filename.startswith(HERE)]
    where = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return visible_line(f"{sentence}{where}".encode(errors="backslashreplace").decode())  # as in files


def traceback_of(error: BaseException) -> str:
    """Return the traceback from the user's code on; empty if the sentence already says all."""
    if isinstance(error, TrainingFailedError):
        return ""
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename.startswith(HERE):
        trace = trace.tb_next
    if trace is None:
        return ""
    return "".join(traceback.format_exception(type(error), error, trace))
