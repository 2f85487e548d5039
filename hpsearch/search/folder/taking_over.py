"""Take over trials from an earlier run that a new search would train again to the same bits."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import isfinite
from pathlib import Path
from typing import Any

from hpsearch.config import DEFAULTS, config_from
from hpsearch.config.checks.start import known_value, start_of
from hpsearch.config.own.hyperparameters import own_value
from hpsearch.config.problems import Problem
from hpsearch.records import Record, replace
from hpsearch.runs.store.database import Database
from hpsearch.runs.store.finalists import finalists
from hpsearch.search.folder.comparable import check_that_they_compare
from hpsearch.search.prepare import Prepared
from hpsearch.space import Axis, Choices, Space
from hpsearch.training.objective import Objective
from hpsearch.trials.epochs import EpochRecord
from hpsearch.trials.input_views import SEARCHED_DATA
from hpsearch.trials.outcomes import Outcome, Settings, Status, Trial
from hpsearch.trials.ranking import Ranking
from hpsearch.trials.table import value_text
from hpsearch.trials.taken_over import OutsideTrial, TakenOver

FARTHEST_BELOW, FARTHEST_ABOVE = -2.0, 3.0
"""Limits of the coordinates, where the range is [0, 1], of trials outside of the range that the sampler may use."""


def taken_over(prepared: Prepared, folder: Path) -> TakenOver:
    """Read what `prepared` can take over from the run in `folder`; does not change that run.

    A trial is taken over if it completed or diverged, its settings lie in the new ranges, and they train the same model
    together with the new fixed values. Raises NothingToTakeOverError if the two runs differ in something that all
    trials depend on: data and split, or the user's own code; seed, repeats, metric, mode.
    """
    objective = prepared.objective
    with Database.open(folder) as database:
        earlier = config_from(database.meta("config"), folder, folder.name)
        check_that_they_compare(prepared, earlier, database)
        defaults = {} if prepared.config.objective else DEFAULTS
        fits = _Fits(objective, objective.searching(earlier.space()), defaults)
        found = list(database.outcomes())
        fitting = {outcome.number: settings for outcome in found if (settings := fits.settings(outcome)) is not None}
        epochs = _epochs_of(database, fitting)
        numbers = {number: place for place, number in enumerate(fitting)}
        outcomes = tuple(
            replace(
                outcome,
                trial=Trial(numbers[outcome.number], 0, fitting[outcome.number]),
                history=tuple(epochs[outcome.number]),
                origin=outcome.origin or f"{folder}:{outcome.number}",
            )
            for outcome in found
            if outcome.number in fitting
        )
        retrainings = tuple(
            replace(each, trial=outcomes[numbers[each.number]].trial)
            for each in _retrainings(prepared, database)
            if each.number in fitting
        )
        left = [outcome for outcome in found if outcome.number not in fitting]
        outside = tuple(_outside(fits, left, database.outside or (), prepared.ranking))
        lost = [each.settings for each in left if each.status == Status.DIVERGED]
        diverged = tuple(fits.however_long([*database.diverged_outside, *lost]))
        ended = [each.settings for each in left if each.status == Status.COMPLETE]
        shorter = [each for each in ended if fits.anywhere(each) is None]
        completed = tuple(fits.however_long([*database.completed_shorter, *shorter]))
        winner = _winner(database, found, prepared.ranking)
    why = _why([each.settings for each in left if each.status in (Status.COMPLETE, Status.DIVERGED)], fits)
    first = (
        () if winner is None or winner.number in fitting else _as_far_as_it_fits(prepared, fits.whole(winner.settings))
    )
    best = None if winner is None else OutsideTrial(fits.whole(winner.settings), prepared.ranking.cost(winner.metrics))
    statuses = tuple(each.status for each in left)
    return TakenOver(str(folder), outcomes, retrainings, first, statuses, outside, best, why, diverged, completed)


class _Fits(Record):
    """Finds the settings in the space of `new` that train the same model as a trial of `old`, on the same data.

    A hyperparameter that neither config states has its value in `defaults`, if there is one.
    """

    new: Objective
    old: Objective
    defaults: Mapping[str, Any]

    def settings(self, outcome: Outcome) -> Settings | None:
        """Return the trial's settings in the new space; None if there are none, or if the trial has no result."""
        if outcome.status not in (Status.COMPLETE, Status.DIVERGED):
            return None
        return self._same(outcome.settings, _is_inside)

    def anywhere(self, settings: Settings) -> Settings | None:
        """Return a trial's settings in the new space, even outside of the ranges; None if there are none."""
        return self._same(settings, _has_a_place)

    def however_long(self, found: Sequence[Settings]) -> Iterator[Settings]:
        """Yield the settings outside of the ranges of trials in the new space, also of trials with fewer epochs.

        What diverged would also diverge in a longer training.
        """
        now = {**self.defaults, **self.new.space.fixed}.get("epochs")
        searched = any(axis.hyperparameter == "epochs" for axis in self.new.space.axes)
        for settings in found:
            own = self.whole(settings).get("epochs")
            is_longer = isinstance(now, int) and isinstance(own, int) and now > own and not searched
            fitting = self.anywhere({**settings, "epochs": now} if is_longer else settings)
            if fitting is not None and _on_axes(self.new.space, fitting, _is_inside) is None:
                yield fitting

    def _same(self, settings: Settings, holds: Callable[[Axis, Any], bool]) -> Settings | None:
        found = _on_axes(self.new.space, self.whole(settings), holds)
        if found is None or self.new.recipe(found) != self.old.recipe(settings):
            return None
        return found

    def obstacle(self, settings: Settings) -> str:
        """Say which hyperparameter alone keeps a trial from being taken over; empty if several do, or something else.

        It is the one with whose new value the trial would fit.
        """
        axes = {axis.hyperparameter: axis for axis in self.new.space.axes}
        fixed = {**self.defaults, **self.new.space.fixed}
        for name, value in self.whole(settings).items():
            axis = axes.get(name)
            other = fixed.get(name) if axis is None else axis.domain.decode(0.5)
            if other != value and self._same({**settings, name: other}, _is_inside) is not None:
                key = f"{'data' if name in SEARCHED_DATA else 'hyperparameters'}.{name}"
                if axis is not None:
                    return f"would lie outside the range of {key}"
                return f"would train another way ({key} {value_text(value)} → {value_text(other)})"
        return ""

    def whole(self, settings: Settings) -> Settings:
        """Return all hyperparameters of a trial: those searched, those fixed, and the defaults of the rest."""
        return {**self.defaults, **self.old.space.fixed, **settings}


def _why(left: Sequence[Settings], fits: _Fits) -> str:
    """Return why trials were not taken over, if one hyperparameter explains it for all of them; else empty."""
    first = fits.obstacle(left[0]) if left else ""
    return first if first and all(fits.obstacle(settings) == first for settings in left[1:]) else ""


def _outside(
    fits: _Fits, left: Sequence[Outcome], before: Sequence[OutsideTrial], ranking: Ranking
) -> Iterator[OutsideTrial]:
    """Return the trials outside of the new ranges: those that the earlier run was told, and its own that are `left`."""
    own = (OutsideTrial(each.settings, ranking.cost(each.metrics)) for each in left if each.status == Status.COMPLETE)
    for each in (*before, *own):
        settings = fits.anywhere(each.settings)
        if settings is not None and isfinite(each.cost):
            yield OutsideTrial(settings, each.cost)


def _on_axes(space: Space, values: Mapping[str, Any], holds: Callable[[Axis, Any], bool]) -> Settings | None:
    """Return the `values` of all axes in use; None if an axis does not hold its value."""
    settings: Settings = {}
    for axis in space.axes:
        if not axis.is_used({**space.fixed, **settings}):
            continue
        if axis.hyperparameter not in values:
            return None
        value = values[axis.hyperparameter]
        if axis.layer is not None:
            listed = value if isinstance(value, list) else [value] * axis.layer
            if len(listed) < axis.layer:
                return None
            value = listed[axis.layer - 1]
        if not holds(axis, value):
            return None
        settings = axis.added_to(settings, value)
    return space.in_order(settings)


def _is_inside(axis: Axis, value: Any) -> bool:
    return axis.domain.holds(value) or bool(axis.or_zero and value == 0)


def _has_a_place(axis: Axis, value: Any) -> bool:
    """Whether a value is in the range, or a number near enough to it for the sampler to use."""
    if _is_inside(axis, value):
        return True
    if isinstance(axis.domain, Choices) or axis.domain.count == 1 or not isinstance(value, int | float):
        return False
    try:
        place = axis.domain.encode(value)
    except ValueError:  # 0 has no coordinate on a log scale
        return False
    return FARTHEST_BELOW <= place < 0 or 1 < place <= FARTHEST_ABOVE


def _as_far_as_it_fits(prepared: Prepared, values: Mapping[str, Any]) -> tuple[Settings, ...]:
    """Return settings to try first: the `values` within their ranges; none if these contradict each other."""
    searchable, space = dict(prepared.config.values), prepared.space

    def checked(settings: Settings) -> tuple[list[Settings], list[Problem]]:
        return start_of([settings], searchable, space, own_value if prepared.config.objective else known_value)

    known = [name for name in space.searched if name in values]
    fitting = {name: values[name] for name in known if not checked({name: values[name]})[1]}
    start, problems = checked(fitting)
    return () if problems or not fitting else tuple(start)


def _epochs_of(database: Database, numbers: Mapping[int, Settings]) -> dict[int, list[EpochRecord]]:
    epochs: dict[int, list[EpochRecord]] = {number: [] for number in numbers}
    for number, record in database.history():
        if number in epochs:
            epochs[number].append(record)
    return epochs


def _retrainings(prepared: Prepared, database: Database) -> list[Outcome]:
    """Return the finalists' retrainings whose seeds the new search would use, too."""
    plan, repeats = prepared.finalists, prepared.config.search.repeats
    most = repeats + plan.repeats if plan else 0
    return [each for each in database.retrainings() if each.repeat < most]


def _winner(database: Database, outcomes: list[Outcome], ranking: Ranking) -> Outcome | None:
    """Return the first finalist or, without finalists, the best complete trial, with its outcome in the search."""
    complete = [outcome for outcome in outcomes if outcome.status == Status.COMPLETE]
    first = next((finalist.number for finalist in finalists(database)), None)
    best = ranking.best_first(complete)
    return next((outcome for outcome in best if outcome.number == first), best[0] if best else None)
