"""The narrowing of a search as lines of text: a bar for each axis, darker in the regions of later rounds."""

from collections.abc import Sequence
from typing import Any

from hpsearch.records import Record
from hpsearch.report.narrowed import Narrowing, called, narrowings
from hpsearch.runs.run import Run
from hpsearch.space import Axis, Choices
from hpsearch.trials.regions import AxisRegion
from hpsearch.trials.table import NULL, short, value_text

_NARROWEST, _WIDEST = 10, 40  # a bar, in characters


class Ink(Record):
    """The characters of a bar: for the whole range, for earlier to later rounds, and for the best."""

    whole: str
    rounds: str
    best: str


BLOCKS, ASCII = Ink("·", "░▒▓█", "◆"), Ink(".", ":+%#", "X")


def bars(run: Run, width: int, ink: Ink = BLOCKS) -> list[str]:
    """Return lines of at most `width` characters if the names fit; empty for a search that did not narrow."""
    axes = [narrowing for narrowing in narrowings(run) if narrowing.rounds] if run.regions else []
    if not axes:
        return []
    rounds = _spread(sorted({round_ for axis in axes for round_ in axis.rounds}), len(ink.rounds))
    shades = dict(zip(rounds, ink.rounds[-len(rounds) :], strict=True))
    legend = [f"{ink.whole} 1", *(f"{shade} {called(run, round_)}" for round_, shade in shades.items())]
    head = f"where the rounds were drawn:  {'  '.join(legend)}  {ink.best} best"
    numbers = [_numbers(axis) for axis in axes]
    columns = [_column(column) for column in zip(("low", "best", "high"), *numbers, strict=True)]
    ends = [_ends(axis.axis) for axis in axes]
    names, lows, highs = (
        _column(["", *(axis.axis.name for axis in axes)], left=True),
        _column(["", *(low for low, _ in ends)]),
        _column(["", *(high for _, high in ends)], left=True),
    )
    room = width - 4 - len(names[0]) - len(lows[0]) - len(highs[0])
    while columns and room - sum(len(column[0]) + 2 for column in columns) < _NARROWEST:
        columns.pop()
    cells = min(_WIDEST, max(_NARROWEST, room - sum(len(column[0]) + 2 for column in columns)))
    drawn = [" " * cells, *(_bar(axis, cells, shades, ink) for axis in axes)]
    rows = zip(names, lows, drawn, highs, *columns, strict=True)
    lines = [f"{name}  {low} {bar} {'  '.join([high, *rest])}" for name, low, bar, high, *rest in rows]
    return [head, *(line.rstrip() for line in lines)]


def _bar(narrowing: Narrowing, cells: int, shades: dict[int, str], ink: Ink) -> str:
    """Return a bar from the lowest to the highest value of a range, along its scale; for choices their names."""
    domain = narrowing.axis.domain
    if isinstance(domain, Choices):
        return _options(list(map(value_text, domain.options)), cells).ljust(cells)
    drawn = [ink.whole] * cells
    for round_, shade in shades.items():
        if round_ in narrowing.rounds:
            for cell in _covered(narrowing.axis, narrowing.rounds[round_], cells):
                drawn[cell] = shade
    best = narrowing.last.best
    if best is not None and domain.holds(best):
        drawn[_cell(narrowing.axis, best, cells)] = ink.best
    return "".join(drawn)


def _options(names: Sequence[str], cells: int) -> str:
    """Return as many whole names as fit, and the number of others."""
    for count in range(len(names), 0, -1):
        more = [f"{len(names) - count} more"] if count < len(names) else []
        text = " | ".join([*names[:count], *more])
        if len(text) <= cells:
            return text
    return f"{len(names)} options"[:cells]


def _covered(axis: Axis, region: AxisRegion, cells: int) -> list[int]:
    """Return the cells whose middle is in a region; at least one, unless the region is exactly 0."""
    if not axis.domain.holds(region.low):
        return []
    middles = [axis.domain.decode((cell + 0.5) / cells) for cell in range(cells)]
    within = [cell for cell, value in enumerate(middles) if region.low <= value <= region.high]
    return within or [_cell(axis, region.low, cells)]


def _cell(axis: Axis, value: Any, cells: int) -> int:
    return min(int(axis.domain.encode(value) * cells), cells - 1)


def _ends(axis: Axis) -> tuple[str, str]:
    if isinstance(axis.domain, Choices):
        return "", ""
    return _brief(axis.domain.decode(0.0)), _brief(axis.domain.decode(1.0))


def _numbers(narrowing: Narrowing) -> tuple[str, str, str]:
    """Columns beside a bar: the ends of the last region, and the best in it."""
    region = narrowing.last
    if isinstance(narrowing.axis.domain, Choices):
        chosen = region.best is not None or not narrowing.axis.conditions
        return "", (NULL if region.best is None else _brief(region.best)) if chosen else "", ""
    zero = "0 or " if region.zero and region.high else ""
    return f"{zero}{_brief(region.low)}", _brief(region.best), _brief(region.high)


def _brief(value: Any) -> str:
    return f"{value:.3g}" if isinstance(value, float) and abs(value) < 100 else short(value)


def _column(cells: Sequence[str], *, left: bool = False) -> list[str]:
    width = max(map(len, cells))
    return [cell.ljust(width) if left else cell.rjust(width) for cell in cells]


def _spread(rounds: Sequence[int], count: int) -> list[int]:
    """Return at most `count` of the rounds, evenly spaced, including the last."""
    if len(rounds) <= count:
        return list(rounds)
    return [rounds[(place + 1) * len(rounds) // count - 1] for place in range(count)]
