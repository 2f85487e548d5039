"""What `run --overwrite` would delete is shown, and deleted by consent only."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from hpsearch.cli.printing import agreed, say
from hpsearch.cli.wording import counted, span
from hpsearch.errors import UsageError

if TYPE_CHECKING:
    from hpsearch.runs.contents import Training


def agree_to_overwrite(folder: Path) -> None:
    """Ask whether the run in `folder`, if any, may go. Raises UsageError where it may not, or nobody can answer."""
    from hpsearch.runs.contents import Contents  # noqa: PLC0415 (only --overwrite needs it)

    contents = Contents.of(folder)
    if contents is None:
        return
    lost = f"{folder}: --overwrite deletes {_told(contents.training)}: {', '.join(contents.files)}"
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(f"{lost}; --yes agrees to that where nobody can be asked")
    say(lost, err=True)
    if not agreed("Delete all that and start anew?"):
        raise UsageError(f"{folder}: is left as it is; --resume goes on with it, --out goes elsewhere")


def _told(training: "Training | None") -> str:
    if training is None:
        return "a run that cannot be read"
    counts = {"trial": training.trials, "fresh draw": training.fresh_draws, "epoch": training.epochs}
    parts = [counted(count, noun) for noun, count in counts.items() if count or noun == "trial"]
    return f"{', '.join(parts)}, {span(training.seconds)} of training"
