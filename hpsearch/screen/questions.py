"""The questions that the keys lead to, with what is known of the training in them."""

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
    "note": ("remark", "What is to be remembered?"),
}


def ask(what: str, values: dict[str, Any]) -> Ask:
    """For the value of a hyperparameter, or that of another change."""
    if what in HINTS:
        return Ask(*HINTS[what], lambda text: f"{what}={text}")
    hint = f"{what} is {number(values.get(what))}. A number, or a factor such as 0.5x:"
    return Ask(what, hint, lambda text: f"{what}={text}")


def ask_which(values: dict[str, Any]) -> Pick:
    """Which of the hyperparameters is to change."""
    lines = [(name, f"{name:<20}{number(value)}") for name, value in values.items()]
    lines.append(("velocity=0", f"{'velocity':<20}forget it, which a change of beta1 does not"))
    return Pick("set", f"{'hyperparameter':<20}now", lines)


def ask_epoch(view: View) -> Pick:
    """Which epoch to go back to."""
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
    return Pick("roll back", head, lines, at, also="and from there, if you like: learning_rate=0.5x")


def ask_finish(view: View) -> Choose:
    """Whether to end the trial here."""
    question = f"Finish trial {view.trial} here, after epoch {view.status.epoch}, and keep the model as it is?"
    return Choose("finish", question, (AnswerOption("y", "yes, finish it", "finish"), AnswerOption("n", "no", "")))


def ask_give_up(view: View) -> Choose:
    """Whether to give the trial up."""
    question = f"Give trial {view.trial} up and take the next? What it trained stays in the tables."
    return Choose("give up", question, (AnswerOption("y", "yes, give it up", "give_up"), AnswerOption("n", "no", "")))


def ask_leave() -> Choose:
    """What is to become of the training."""
    return Choose(
        "leave",
        "The training does not need this screen.",
        (
            AnswerOption("l", "leave it training", "leave"),
            AnswerOption("s", "stop it; it can be resumed later to the same bits", "stop"),
            AnswerOption("b", "back to the screen", ""),
        ),
    )


def help_page() -> Page:
    """All keys, and how to read the curves."""
    keys = "\n".join(f"{key.shown:>6}  {key.sentence}" for key in KEYS)
    reading = (
        "Curves: train solid, dev dashed, both smoothed; single dots are the epochs themselves, dotted lines what was "
        "left behind. Upright lines are changes, numbered as in the list."
    )
    return Page("keys", f"{keys}\n{fill(reading, 74)}")


def _best(history: Sequence[BranchEpoch]) -> BranchEpoch | None:
    finite = [each for each in history if isfinite(each.record.metrics["dev_loss"])]
    return min(finite, key=lambda each: each.record.metrics["dev_loss"], default=None)
