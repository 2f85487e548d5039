"""`run --overwrite`: show what would be deleted, and ask first."""

from hpsearch.cli.searches.request import Request
from hpsearch.cli.terminal.printing import agreed, say, someone_is_there
from hpsearch.cli.terminal.wording import time_span
from hpsearch.config import read_config
from hpsearch.errors import UsageError
from hpsearch.running import run_folder
from hpsearch.runs.folder.contents import Contents, TrainingTotals
from hpsearch.text.counting import how_many


def agree_to_overwrite(request: Request) -> None:
    """Ask whether to delete an existing run. Raises UsageError for a no, or if no one can answer."""
    folder = run_folder(read_config(request.config, request.overrides), request.out)
    contents = Contents.of(folder)
    if contents is None:
        return
    lost = f"{folder}: --overwrite deletes {_told(contents.training)}: {', '.join(contents.files)}"
    if not someone_is_there():
        raise UsageError(f"{lost}; give --yes to agree without being asked")
    say(lost, err=True)
    if not agreed("Delete all this and start again?"):
        raise UsageError(f"{folder}: nothing was deleted; --resume continues the run, --out chooses another folder")


def _told(training: TrainingTotals | None) -> str:
    if training is None:
        return "a run that cannot be read"
    counts = {"trial": training.trials, "retraining": training.retrainings, "epoch": training.epochs}
    parts = [how_many(count, noun) for noun, count in counts.items() if count or noun == "trial"]
    return f"{', '.join(parts)}, {time_span(training.seconds)} of training"
