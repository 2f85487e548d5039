"""The column with present values, such as loss and learning rate."""

from collections.abc import Sequence
from datetime import timedelta
from math import isfinite

from hpsearch.panda.view import View
from hpsearch.screen.braille import StyledText
from hpsearch.trials.table import short

Figure = tuple[str, str]


def figures(view: View, trial: int, rows: int) -> list[Figure]:
    """Return names and values that fit into `rows` rows, the most important first."""
    history = view.history(trial)
    status = view.status
    found: list[Figure] = []
    if history:
        found += [(name, number(value)) for name, value in _in_order(history[-1].record.metrics)]
        found += _best(view, trial)
    if trial == view.trial:
        values = status.values
        rate, norm, ratio = status.learning_rate, status.gradient_norm, status.update_ratio
        if history and not view.alive:  # the last status is older than the last epochs
            last = history[-1]
            rate, norm, ratio = last.record.learning_rate, last.record.gradient_norm, last.update_ratio
        found += [
            *_rates(rate, values.get("learning_rate"), networks=view.trains_networks),
            *_of_steps(view, norm, ratio),
            ("time per epoch", readable_duration(status.seconds_per_epoch)),
            ("time left", "–" if not view.alive else readable_duration(status.seconds_left)),
        ]
        found += [(name, number(value)) for name, value in values.items() if name != "learning_rate"]
    elif history:
        last = history[-1]
        found += [
            *_rates(last.record.learning_rate, None, networks=view.trains_networks),
            *_of_steps(view, last.record.gradient_norm, last.update_ratio),
            ("time per epoch", readable_duration(last.seconds)),
        ]
    return found[:rows]


def _rates(now: float | None, stated: object, *, networks: bool) -> list[Figure]:
    """Return the rate of the present step, and the hyperparameter learning_rate if a schedule makes another of it.

    The user's own code may have none.
    """
    if not now and not networks:
        return []
    if stated in (None, now):
        return [("learning_rate", number(now))]
    return [("learning_rate", number(stated)), ("scheduled rate", number(now))]


def _of_steps(view: View, norm: float | None, ratio: float | None) -> list[Figure]:
    """Return the measurements of a network's steps; none for the user's own code."""
    return [("gradient_norm", number(norm)), ("update/weights", number(ratio))] if view.trains_networks else []


def number(value: object) -> str:
    """Return a value with four digits; a dash for None.

    >>> number(0.00123456), number(None), number(float("inf"))
    ('0.001235', '–', 'inf')
    """
    if value is None:
        return "–"
    return f"{value}" if isinstance(value, float) and not isfinite(value) else short(value)


def readable_duration(seconds: float | None) -> str:
    """Return a duration in a readable unit.

    >>> [readable_duration(seconds) for seconds in (0.0123, 7.25, 3725, None)]
    ['12 ms', '7.2 s', '1:02:05', '–']
    """
    if seconds is None or not isfinite(seconds):
        return "–"
    if seconds < 1:
        return f"{1000 * seconds:.0f} ms"
    return f"{seconds:.1f} s" if seconds < 60 else f"{timedelta(seconds=round(seconds))}"


def _in_order(metrics: dict[str, float]) -> Sequence[tuple[str, float]]:
    """Sort metrics: losses first, train before dev."""
    return sorted(metrics.items(), key=lambda each: ("loss" not in each[0], each[0].startswith("dev")))


def _best(view: View, trial: int) -> list[Figure]:
    """Return the best epoch of all branches by the metric of the search; its model will be saved."""
    ranking, epochs = view.ranking, [each.record for each in view.story(trial).epochs]
    best = min(epochs, key=lambda each: ranking.cost(each.metrics), default=None)
    if best is None or not isfinite(ranking.cost(best.metrics)):
        return []
    branch = "" if len(view.story(trial).branches) == 1 else f" b{best.branch}"
    return [(f"best {ranking.metric}", f"{number(best.metrics[ranking.metric])} @{best.epoch}{branch}")]


def column(rows: Sequence[tuple[str, str]], width: int) -> list[list[StyledText]]:
    """Return lines with names on the left and values on the right."""
    return [[(f"{name} ", "dim"), (f"{value:>{max(0, width - len(name) - 1)}}", "bold")] for name, value in rows]
