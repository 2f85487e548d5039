"""Describe the present situation: the trainer's state, the verdict on the training, and proposed changes."""

from hpsearch.panda.view import View
from hpsearch.screen.braille import StyledText
from hpsearch.text.command_line import command, resuming

SIGNS = {
    "training": ("▶ training", "$text-success"),
    "retraining": ("↺ retraining", "$text-warning"),
    "preparing": ("… preparing", "$text-warning"),
    "between trials": ("… between trials", "$text-warning"),
    "paused": ("‖ paused", "bold reverse"),
    "finished": ("■ finished", "bold"),
    "stopped": ("■ stopped", "bold $text-warning"),
    "gone": ("■ no trainer", "bold $text-error"),
}
OVER = ("finished", "stopped", "gone")
SEVERE = ("diverged", "broken", "diverging", "spike")


def state(view: View) -> str:
    """Return the trainer's state; without a trainer: finished, stopped, or gone without a word."""
    if view.alive:
        return view.status.state
    return "finished" if view.finished else "stopped" if view.status.state == "stopped" else "gone"


def headline(view: View, trial: int, aside: str, columns: int) -> list[StyledText]:
    """Return the header: state, trial, branch, progress and run; with `aside` on the right if it fits."""
    status = view.status
    sign, style = SIGNS[state(view)]
    if trial == view.trial:
        place = f"  trial {trial}  branch {status.branch}  {_far(view)}"
    else:
        place = f"  trial {trial}, not trial {view.trial}, which is under way"
    room = columns - len(sign) - len(place) - 2
    folder = next((name for name in (str(view.folder), view.folder.name) if len(name) <= room), "")
    runs: list[StyledText] = [(sign, style), (place, ""), (f"  {folder}", "bold")]
    left = room - len(folder)
    return [*runs, (f"{aside:>{left}}", "dim")] if left > len(aside) else runs


def _far(view: View) -> str:
    """Return the number of epochs, of how many, and the steps of the next."""
    status = view.status
    of = "" if status.epochs is None else f"/{status.epochs}"
    if state(view) in OVER:
        history = view.history(view.trial)
        return f"epoch {history[-1].record.epoch if history else 0}{of}"
    steps = f" + {status.step}/{status.steps_per_epoch}" if status.step else ""
    return f"epoch {status.epoch}{of}{steps}"


def verdict(view: View) -> list[StyledText]:
    """Return the verdict on the training, and the proposed changes."""
    status, doing = view.status, state(view)
    if doing == "finished":
        return [("finished: ", "bold"), (f"the run is over; `{command('report', view.folder)}` shows it", "")]
    if doing in ("stopped", "gone"):
        why = "stopped" if doing == "stopped" else "the trainer is gone"
        return [(f"{why}: ", "bold $text-warning"), (f"`{resuming(view.folder)}` goes on", "")]
    style = "bold $text-error" if status.verdict in SEVERE else "bold $text-warning"
    style = "bold $text-success" if status.verdict == "healthy" else style
    runs: list[StyledText] = [(f"{status.verdict}: ", style), (status.advice, "")]
    if status.proposal:
        runs += [("  g", "bold $text-accent"), (f" does {' '.join(proposed(view))}", "")]
    return runs


def proposed(view: View) -> list[str]:
    """Return the changes that are proposed now; with a resume if the guard has paused the training."""
    words = view.status.proposal.split()
    return [*words, "resume"] if words and view.status.verdict == "diverged" and state(view) == "paused" else words
