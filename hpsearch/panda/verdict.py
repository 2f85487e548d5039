"""The verdict on a training, by its curves, with a proposed change."""

from collections.abc import Sequence
from math import isfinite, isnan
from typing import TYPE_CHECKING

from hpsearch.records import Record, replace
from hpsearch.training.verdicts import WINDOW, broken, diverging, overfitting, plateau, settled, spike
from hpsearch.trials.epochs import EpochRecord
from hpsearch.trials.ranking import Ranking
from hpsearch.trials.table import short

if TYPE_CHECKING:
    from hpsearch.panda.trainer import Trainer
    from hpsearch.training.progress import Epoch

LOOK_BACK = 300
"""The largest number of last epochs that a verdict uses."""

HALVED, SHORTER = "learning_rate=0.5x", "learning_rate=0.3x"

LOSS = Ranking("dev_loss", maximize=False)

TRAIN_LOSSES = ("train_loss", "loss")
DEV_LOSSES = ("dev_loss", "val_loss", "valid_loss", "validation_loss", "test_loss")
"""Names of dev losses; a training is judged by the first that it has."""

BACK = 5
"""Number of epochs that the proposed rollback goes back after the loss was not finite."""


class Verdict(Record):
    """A verdict: its kind, `since` which epoch, a sentence, and a proposal as written for `tell`."""

    kind: str = "healthy"
    since: int | None = None
    sentence: str = ""
    proposal: str = ""


def verdict_on(trainer: "Trainer", ranking: Ranking) -> Verdict:
    """Return the first verdict that applies: not finite, broken, diverging, spike, overfitting, plateau, settled.

    It proposes only changes that are possible in this training.
    """
    epochs = [each.record for each in trainer.history(last=LOOK_BACK)]
    if not epochs:
        return Verdict(sentence="no epoch is over yet")
    if trainer.lost:
        now = epochs[-1].epoch
        sentence = f"{trainer.lost} is not finite after epoch {now}"
        found = Verdict("diverged", now, sentence, f"rollback={max(0, now - BACK)} {HALVED}")
    else:
        more = trainer.live_model.recipe.regularised_more
        whole = trainer.live_model.epochs
        found = of_level(whole, ranking, _last_rate_change(trainer)) or of_curves(epochs, more, ranking, whole)
    return found if _can_be_done(trainer, found.proposal) else replace(found, proposal="")


def _can_be_done(trainer: "Trainer", proposal: str) -> bool:
    """Whether the training can follow all changes of a proposal."""
    live_model = trainer.live_model
    for change in proposal.split():
        name, _, value = change.partition("=")
        if name != "rollback" and live_model.recipe.refusal(name):
            return False
        if name == "rollback" and live_model.no_way_back and value != "0":
            return False
    return True


def _last_rate_change(trainer: "Trainer") -> int:
    """The number of epochs before the last change of the learning rate on the way to the present moment."""
    changes = trainer.branches.changes(trainer.interventions, trainer.moment)
    return max((each.moment.epoch for each in changes if each.what == "learning_rate"), default=-1)


def of_level(epochs: "Sequence[Epoch | EpochRecord]", ranking: Ranking, rate_changed_after: int = -1) -> Verdict | None:
    """Judge all epochs from the first one on: whether the training broke, by the metric of the search.

    The proposal goes back to before that epoch; this restores a learning rate that was changed since, others are
    halved.
    """
    losses = _curve(epochs, TRAIN_LOSSES)
    since = broken([ranking.cost(each.metrics) for each in epochs], losses) if losses else None
    if since is None:
        return None
    before, now = (each.metrics[ranking.metric] for each in (epochs[since - 2], epochs[-1]))
    back = f"rollback={since - 1}"
    return Verdict(
        "broken",
        since,
        f"the training broke in epoch {since}: {ranking.metric} was {short(before)} before, and is {short(now)} now",
        back if rate_changed_after >= since - 1 else f"{back} {HALVED}",
    )


def of_curves(
    epochs: Sequence[EpochRecord],
    more: str = "l2=1",
    ranking: Ranking = LOSS,
    whole: "Sequence[Epoch | EpochRecord]" = (),
) -> Verdict:
    """Judge the loss curves of consecutive epochs; `more` is the change proposed against overfitting.

    `whole` has all epochs from the first one on, if these are more: the epoch with the lowest loss is one of them.
    """
    train, dev = _curve(epochs, TRAIN_LOSSES), _curve(epochs, DEV_LOSSES)
    if not train:
        return Verdict("not judged", sentence="its metrics have no train_loss, by which a training is judged")
    if not all(map(isfinite, [*train, *dev])):
        return Verdict(sentence="a loss of its last epochs is not finite")
    found = _rising(epochs, train) or _overfitted(epochs, ranking, more, whole or epochs) or _no_further(epochs, train)
    return found or _healthy(whole or epochs)


def _curve(epochs: "Sequence[Epoch | EpochRecord]", names: Sequence[str]) -> list[float]:
    """The metric of all epochs that has the first of these names; empty if none of them is in all epochs."""
    for name in names:
        values = [each.metrics.get(name) for each in epochs]
        if all(value is not None for value in values):
            return [value for value in values if value is not None]
    return []


def _rising(epochs: Sequence[EpochRecord], train: list[float]) -> Verdict | None:
    first, now = epochs[0].epoch - 1, epochs[-1].epoch
    if since := diverging(train):
        since += first
        return Verdict("diverging", since, f"the loss rises since epoch {since}", f"rollback={since - 1} {HALVED}")
    if spike(train):
        return Verdict("spike", now, f"the loss jumped in epoch {now}", f"rollback={now - 1} {HALVED}")
    return None


def _overfitted(
    epochs: Sequence[EpochRecord], ranking: Ranking, more: str, whole: "Sequence[Epoch | EpochRecord]"
) -> Verdict | None:
    since = _overfitting_since(epochs, ranking)
    if since is None:
        return None
    since = _overfitting_since(whole, ranking) or since
    sentence = f"the dev loss rises since epoch {since}, while the training loss falls"
    return Verdict("overfitting", since, sentence, f"rollback={since} {more}" if more else "")


def _overfitting_since(epochs: "Sequence[Epoch | EpochRecord]", ranking: Ranking) -> int | None:
    """The epoch of the lowest dev loss of these epochs, if it rose since and the training loss fell; else None."""
    train, dev = _curve(epochs, TRAIN_LOSSES), _curve(epochs, DEV_LOSSES)
    if not train or not dev:
        return None
    costs = [ranking.cost(each.metrics) for each in epochs]
    since = overfitting(train, dev, costs if all(map(isfinite, costs)) else None)
    return None if since is None else since + epochs[0].epoch - 1


def _no_further(epochs: Sequence[EpochRecord], train: list[float]) -> Verdict | None:
    first = epochs[0].epoch - 1
    norms = [each.gradient_norm for each in epochs]
    measured = not all(map(isnan, norms))
    if measured and (since := plateau(train, norms)):
        since += first
        return Verdict("plateau", since, f"on a plateau since epoch {since}", SHORTER)
    if since := settled(train):
        since += first
        sentence = (
            f"the training loss has fallen by less than 1 % since epoch {since}: lower the learning rate, or finish"
        )
        return Verdict("settled" if measured else "plateau", since, sentence, SHORTER)
    return None


def _healthy(epochs: "Sequence[Epoch | EpochRecord]") -> Verdict:
    """Nothing is wrong: say whether both losses still fall, or in which of these epochs each was lowest."""
    first, dev = epochs[0].epoch, _curve(epochs, DEV_LOSSES)
    fitted, judged = (_lowest(losses) for losses in (_curve(epochs, TRAIN_LOSSES), dev))
    falling = "the training loss falls" if fitted is None else f"the training loss was lowest in epoch {first + fitted}"
    if not dev:
        return Verdict(sentence=falling)
    if judged is not None:
        return Verdict(sentence=f"{falling}; the dev loss was lowest in epoch {first + judged}")
    return Verdict(sentence=f"{falling}{', and the dev loss with it' if fitted is None else '; the dev loss falls'}")


def _lowest(losses: list[float]) -> int | None:
    """Where the loss was lowest, counted from 0, if that is WINDOW epochs ago or more; otherwise None."""
    lowest = losses.index(min(losses)) if losses else 0
    return lowest if len(losses) - 1 - lowest >= WINDOW else None
