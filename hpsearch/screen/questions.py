"""The dialogs that keys open, with the present values of the training."""

from collections.abc import Callable, Sequence
from functools import partial
from math import isfinite
from textwrap import fill

from hpsearch.panda.changes import parse
from hpsearch.panda.view import View
from hpsearch.screen.dialogs import AnswerOption, Ask, Choose, Page, Pick
from hpsearch.screen.figures import number
from hpsearch.screen.keys import KEYS
from hpsearch.trials.epochs import BranchEpoch
from hpsearch.trials.ranking import Ranking

_WIDE = 10
"""Largest number of characters of a metric's name above its column."""

HINTS = {
    "run": ("train, then pause", "How many epochs?"),
    "extend": ("extend", "How many epochs more?"),
    "note": ("remark", "Remark to store with the run:"),
}


def ask(view: View, what: str) -> Ask:
    """Ask for the value of a hyperparameter, or of another change."""
    stated, rate = view.status.values.get(what), view.status.learning_rate
    by_schedule = what == "learning_rate" and rate not in (None, stated)
    scheduled = f" ({number(rate)} now, by its schedule)" if by_schedule else ""
    now = f"{what} of trial {view.trial} is {number(stated)}{scheduled}"
    title, hint = what, f"{now}. A number, or a factor such as 0.5x:"
    if what in HINTS:
        title, hint = HINTS[what]
    return Ask(title, hint, lambda text: f"{what}={text}", _reading(view))


def ask_which(view: View) -> Pick:
    """Ask which hyperparameter to change."""
    lines = [(name, f"{name:<20}{number(value)}") for name, value in view.status.values.items()]
    if "velocity" in view.vocabulary.names:
        lines.append(("velocity=0", f"{'velocity':<20}set it to 0; a change of beta1 does not do that"))
    head = f"{'hyperparameter':<20}now" if lines else "The code allows no hyperparameter to change."
    return Pick("set", head, lines, _reading(view))


def ask_epoch(view: View) -> Pick:
    """Ask which epoch to go back to."""
    history = view.history(view.trial)
    names = _two_metrics(view, history)
    best = _best(history, Ranking("dev_loss", maximize=False) if "dev_loss" in names else view.ranking)
    head = f"{'end of epoch':<14}{''.join(f'{name[:_WIDE]:>{_WIDE + 2}}' for name in names)}"
    lines = [("rollback=0", f"{0:<14}{'':>{len(names) * (_WIDE + 2)}}   the beginning")]
    for each in history:
        metrics = each.record.metrics
        values = "".join(f"{number(metrics.get(name)):>{_WIDE + 2}}" for name in names)
        remark = "   the best" if each is best else ""
        lines.append((f"rollback={each.record.epoch}", f"{each.record.epoch:<14}{values}{remark}"))
    at = best.record.epoch if best else 0
    also = "changes to make there, such as learning_rate=0.5x"
    return Pick("roll back", head, lines, _reading(view), at, also)


def ask_finish(view: View) -> Choose:
    """Ask whether to end the trial and keep its model; the training goes on meanwhile, so no epoch is named."""
    question = f"Finish trial {view.trial} now? The model of its best epoch is kept."
    return Choose("finish", question, (AnswerOption("y", "yes, finish it", "finish"), AnswerOption("n", "no", "")))


def ask_give_up(view: View) -> Choose:
    """Ask whether to give the trial up."""
    question = f"Give up trial {view.trial} and start the next? Its epochs stay in the tables."
    return Choose("give up", question, (AnswerOption("y", "yes, give it up", "give_up"), AnswerOption("n", "no", "")))


def ask_leave() -> Choose:
    """Ask whether the training continues or stops when the screen closes."""
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
    """Return the help page: all keys, and how to read the curves."""
    keys = "\n".join(f"{key.shown:>6}  {key.sentence}" for key in KEYS)
    reading = (
        "Curves: train solid, dev dashed, both smoothed. Single dots are the values of the epochs, dotted lines "
        "abandoned branches. Vertical lines are changes, numbered as in the list."
    )
    return Page("keys", f"{keys}\n{fill(reading, 74)}")


def _reading(view: View) -> Callable[[str], object]:
    """Return the parser for changes of this run, which raises UsageError."""
    return partial(parse, vocabulary=view.vocabulary)


def _two_metrics(view: View, history: Sequence[BranchEpoch]) -> list[str]:
    """Return the losses of both parts; for code without them, its training loss and the metric of the search."""
    measured = history[-1].record.metrics if history else {"train_loss": 0.0, "dev_loss": 0.0}
    losses: list[str] = [name for name in ("train_loss", "dev_loss") if name in measured]
    return losses if len(losses) == 2 else list(dict.fromkeys([*losses, view.ranking.metric]))


def _best(history: Sequence[BranchEpoch], ranking: Ranking) -> BranchEpoch | None:
    finite = [each for each in history if isfinite(ranking.cost(each.record.metrics))]
    return min(finite, key=lambda each: ranking.cost(each.record.metrics), default=None)
