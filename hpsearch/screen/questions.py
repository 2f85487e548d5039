"""The dialogs that the keys open, filled with the state of the training."""

from collections.abc import Sequence
from math import isfinite
from textwrap import fill
from typing import Any

from hpsearch.panda.view import View
from hpsearch.screen.dialogs import AnswerOption, Ask, Choose, Page, Pick
from hpsearch.screen.figures import number
from hpsearch.screen.keys import KEYS
from hpsearch.trials.epochs import BranchEpoch

HINTS = {
    "run": ("train, then pause", "How many epochs?"),
    "extend": ("extend", "How many epochs more?"),
    "note": ("remark", "Remark to store with the run:"),
}


def ask(what: str, values: dict[str, Any]) -> Ask:
    """Ask for the value of a hyperparameter, or of another change."""
    if what in HINTS:
        return Ask(*HINTS[what], lambda text: f"{what}={text}")
    hint = f"{what} is {number(values.get(what))}. A number, or a factor such as 0.5x:"
    return Ask(what, hint, lambda text: f"{what}={text}")


def ask_which(values: dict[str, Any]) -> Pick:
    """Ask which hyperparameter to change."""
    lines = [(name, f"{name:<20}{number(value)}") for name, value in values.items()]
    lines.append(("velocity=0", f"{'velocity':<20}set to 0, which a change of beta1 does not"))
    return Pick("set", f"{'hyperparameter':<20}now", lines)


def ask_epoch(view: View) -> Pick:
    """Ask which epoch to go back to."""
    history = view.history(view.trial)
    best = _best(history)
    head = f"{'end of epoch':<14}{'train_loss':>12}{'dev_loss':>12}"
    lines = [("rollback=0", f"{0:<14}{'':>24}   the beginning")]
    for each in history:
        metrics = each.record.metrics
        losses = "".join(f"{number(metrics[name]):>12}" for name in ("train_loss", "dev_loss"))
        remark = "   the best" if each is best else ""
        lines.append((f"rollback={each.record.epoch}", f"{each.record.epoch:<14}{losses}{remark}"))
    at = best.record.epoch if best else 0
    return Pick("roll back", head, lines, at, also="changes to make there, such as learning_rate=0.5x")


def ask_finish(view: View) -> Choose:
    """Ask whether to end the trial and keep its model."""
    question = f"Finish trial {view.trial} here, after epoch {view.status.epoch}, and keep the model as it is?"
    return Choose("finish", question, (AnswerOption("y", "yes, finish it", "finish"), AnswerOption("n", "no", "")))


def ask_give_up(view: View) -> Choose:
    """Ask whether to give the trial up."""
    question = f"Give up trial {view.trial} and start the next? Its epochs stay in the tables."
    return Choose("give up", question, (AnswerOption("y", "yes, give it up", "give_up"), AnswerOption("n", "no", "")))


def ask_leave() -> Choose:
    """Ask whether the training goes on or stops when the screen closes."""
    return Choose(
        "leave",
        "The training can go on without this screen.",
        (
            AnswerOption("l", "leave it training", "leave"),
            AnswerOption("s", "stop it; it can be resumed later with the same results", "stop"),
            AnswerOption("b", "back to the screen", ""),
        ),
    )


def help_page() -> Page:
    """All keys, and how to read the curves."""
    keys = "\n".join(f"{key.shown:>6}  {key.sentence}" for key in KEYS)
    reading = (
        "Curves: train solid, dev dashed, both smoothed. Single dots are the values of the epochs, dotted lines "
        "abandoned branches. Vertical lines are changes, numbered as in the list."
    )
    return Page("keys", f"{keys}\n{fill(reading, 74)}")


def _best(history: Sequence[BranchEpoch]) -> BranchEpoch | None:
    finite = [each for each in history if isfinite(each.record.metrics["dev_loss"])]
    return min(finite, key=lambda each: each.record.metrics["dev_loss"], default=None)
