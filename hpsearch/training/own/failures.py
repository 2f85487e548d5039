"""How code of the user's own fails: the sentence for the table, and the traceback for the trial's messages."""

import traceback
from pathlib import Path

from hpsearch.text.visible import visible_line

HERE = str(Path(__file__).parent)

_LONGEST = 2_000
"""Characters of what an error says that go into the table."""


class TrainingFailedError(Exception):
    """Why code of the user's own failed, as a sentence; `log` is what it said, where nobody else has that."""

    def __init__(self, sentence: str, log: str = "") -> None:
        super().__init__(sentence)
        self.log = log


def sentence_of(error: BaseException) -> str:
    """What is to be said of an error, with the line of the user's code that raised it."""
    if isinstance(error, TrainingFailedError):
        return visible_line(str(error))
    said = "".join(traceback.format_exception_only(error)).strip()
    said = said.removeprefix(f"{type(error).__module__}.")
    if isinstance(error, SystemExit):
        said = f"called sys.exit({error.code!r})"
    sentence = " ".join(said.split()) if len(said) < _LONGEST else f"{said[:_LONGEST]} …"
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if not frame.filename.startswith(HERE)]
    where = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return visible_line(f"{sentence}{where}".encode(errors="backslashreplace").decode())  # as files have it


def traceback_of(error: BaseException) -> str:
    """The traceback from the user's code on; empty for a failure that our sentence tells in full."""
    if isinstance(error, TrainingFailedError):
        return ""
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename.startswith(HERE):
        trace = trace.tb_next
    if trace is None:
        return ""
    return "".join(traceback.format_exception(type(error), error, trace))
