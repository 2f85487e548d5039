"""A figure of slices: for each axis the trials over its values, and the regions of the rounds."""

from math import ceil, floor, log10
from typing import TYPE_CHECKING, Any

from matplotlib.figure import Figure
from matplotlib.patches import Patch

from hpsearch.report.figures.curves import LOG_FROM
from hpsearch.report.figures.svg import as_svg, in_style, log_scale
from hpsearch.report.narrowed import Narrowing, called, narrowings, points
from hpsearch.runs.run import Run
from hpsearch.space import Axis, Choices, Interval, Log, ReverseLog, WholeLog
from hpsearch.text.visible import brief, visible_line
from hpsearch.trials.outcomes import Outcome
from hpsearch.trials.table import short_value
from hpsearch.trials.taken_over import ROUND_TAKEN_OVER

if TYPE_CHECKING:
    from matplotlib.axes import Axes

EARLY, LATE = (0x9A, 0xA7, 0xB8), (0xE2, 0x57, 0x0F)
WINNER = "#c2480a"
_COLUMNS, _WIDE, _TALL = 3, 3.4, 2.5  # inches of one axis
_GREY = (0.55, 0.55, 0.55)
_ZERO = -0.12  # position of exactly 0, left of a range with or_zero


def regions_svg(run: Run) -> str:
    """Return an <svg> element in the colours of the page; empty if no trial has a result."""
    slices = _slices(run)
    return as_svg(lambda: _figure(run, slices)) if slices else ""


def regions_figure(run: Run) -> Figure | None:
    """Return the regions as a matplotlib figure; None if no trial has a result."""
    slices = _slices(run)
    return in_style(lambda: _figure(run, slices)) if slices else None


def _slices(run: Run) -> list[Narrowing]:
    """Return the axes, the most important first, each with its regions, if any; empty if no trial has a result."""
    return narrowings(run) if points(run)[1] else []


def _figure(run: Run, slices: list[Narrowing]) -> Figure:
    trials, metric = points(run)[0], run.ranking.metric
    rows, columns = ceil(len(slices) / _COLUMNS), min(_COLUMNS, len(slices))
    figure = Figure(figsize=(_WIDE * columns, _TALL * rows + 0.4), layout="constrained")
    drawn = {outcome.trial.round for outcome in trials} | {round_ for each in slices for round_ in each.rounds}
    rounds = list(range(1, max(drawn) + 1))
    colours = {round_: _colour(place / max(1, len(rounds) - 1)) for place, round_ in enumerate(rounds)}
    if ROUND_TAKEN_OVER in drawn:
        colours = {ROUND_TAKEN_OVER: _GREY, **colours}
    first: Axes | None = None
    for place, narrowing in enumerate(slices):
        panel = figure.add_subplot(rows, columns, place + 1, sharey=first)
        _draw(panel, narrowing, trials, colours, metric)
        if place % columns:
            panel.tick_params(axis="y", which="both", labelleft=False)
        else:
            panel.set_ylabel(metric)
        first = first or panel
    heights = [outcome.metrics[metric] for outcome in trials]
    if first is not None and 0 < LOG_FROM * min(heights) < max(heights):
        log_scale(first)
        for place, panel in enumerate(figure.axes):
            if place % columns:
                panel.tick_params(axis="y", which="both", labelleft=False)
    if len(colours) > 1:
        handles = [Patch(color=colour, label=called(run, round_)) for round_, colour in colours.items()]
        many = max(1, ceil(len(handles) / (8 * rows)))
        figure.legend(handles=handles, title="round", loc="outside right upper", frameon=False, ncols=many)
    return figure


def _draw(
    panel: "Axes",
    narrowing: Narrowing,
    trials: list[Outcome],
    colours: dict[int, tuple[float, float, float]],
    metric: str,
) -> None:
    axis = narrowing.axis
    for round_, region in narrowing.rounds.items():
        if axis.domain.holds(region.low):
            low, high = _share(axis, region.low)[0], _share(axis, region.high)[1]
            panel.axvspan(low, high, color=colours[round_], alpha=0.11, linewidth=0)
    places = [(place, outcome) for outcome in trials if (place := place_of(axis, outcome)) is not None]
    panel.scatter(
        [place for place, _ in places],
        [outcome.metrics[metric] for _, outcome in places],
        s=16,
        c=[colours[outcome.trial.round] for _, outcome in places],
        linewidths=0,
        zorder=3,
    )
    if places and places[0][1] is trials[0]:
        best, winner = places[0]
        panel.scatter(
            best, winner.metrics[metric], s=70, facecolors="none", edgecolors=WINNER, linewidths=1.6, zorder=4
        )
    ticks = ticks_of(axis)
    panel.set_xticks(list(ticks), list(ticks.values()))
    panel.set_xlim(*limits(axis))
    panel.set_title(visible_line(axis.name), fontsize=9, loc="left")
    panel.spines[["top", "right"]].set_visible(False)


def limits(axis: Axis) -> tuple[float, float]:
    """Return the limits of an axis in a figure: a little beyond its range, and beyond 0 with or_zero."""
    return _ZERO - 0.05 if axis.or_zero else -0.03, 1.03


def place_of(axis: Axis, outcome: Outcome) -> float | None:
    """Return the position of a trial on the axis; None if it does not use it."""
    if not axis.has_value(outcome.settings):
        return None
    value = axis.value_in(outcome.settings)
    if axis.domain.holds(value):
        return axis.domain.encode(value)
    return _ZERO if value == 0 else None


def _share(axis: Axis, value: Any) -> tuple[float, float]:
    """Return the part of the axis for a value: a point on an interval, a strip for one of few values."""
    u = axis.domain.encode(value)
    if isinstance(axis.domain, Interval | WholeLog):
        return u, u
    half = 0.5 / axis.domain.count
    return u - half, u + half


def ticks_of(axis: Axis) -> dict[float, str]:
    """Return the ticks of an axis, with their texts."""
    domain = axis.domain
    values: list[Any] = [domain.decode(u) for u in (0.0, 0.5, 1.0)]
    if isinstance(domain, Choices):
        values = list(domain.options)
    elif isinstance(domain, Interval) and isinstance(domain.scale, Log):
        values = _decades(domain.scale.low, domain.scale.high) or values
    elif isinstance(domain, Interval) and isinstance(domain.scale, ReverseLog):
        values = [round(1 - x, 15) for x in _decades(1 - domain.scale.high, 1 - domain.scale.low)] or values
    ticks = {domain.encode(value): _cut(short_value(value)) for value in values if domain.holds(value)}
    return {**({_ZERO: "0"} if axis.or_zero else {}), **ticks}


def _decades(low: float, high: float) -> list[float]:
    """Return the powers of ten between two values, if there are at least two; of many only some."""
    first, last = ceil(log10(low) - 1e-9), floor(log10(high) + 1e-9)
    every = max(1, (last - first) // 4)
    decades = [float(f"1e{power}") for power in range(first, last + 1, every)]
    return decades if len(decades) > 1 else []


def _cut(text: str) -> str:
    return visible_line(brief(text, 14))


def _colour(share: float) -> tuple[float, float, float]:
    """Return a colour between those of the first and the last round; both are visible on white and on black."""
    red, green, blue = ((early + share * (late - early)) / 255 for early, late in zip(EARLY, LATE, strict=True))
    return red, green, blue
