"""What to know of the model of a run whose search has not come to its end."""

from typing import TYPE_CHECKING

from hpsearch.runs.folder.owner import is_held
from hpsearch.text.command_line import resuming

if TYPE_CHECKING:
    from hpsearch.runs.run import Run


def unfinished(run: "Run") -> str:
    """Say that the run's model may still change, and what continues its search; empty if the search has ended."""
    if run.has_ended:
        return ""
    held = is_held(run.folder)
    if held is None:
        return f"{run.folder}: the search is held by a process of another machine, so its model may change"
    if held:
        return f"{run.folder}: the search is still running, so its model may change"
    return (
        f"{run.folder}: the search was stopped before its end, so its model may change; "
        f"`{resuming(run.folder)}` finishes it"
    )
