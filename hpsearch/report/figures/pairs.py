"""A figure of trials over two hyperparameters, coloured by rank."""

from collections.abc import Sequence

from matplotlib.figure import Figure

from hpsearch.report.figures.curves import PART_COLOURS
from hpsearch.report.figures.regions import EARLY, LATE, limits, place_of, ticks_of
from hpsearch.report.narrowed import points, some_of_ranking
from hpsearch.runs.run import Run
from hpsearch.space import Axis
from hpsearch.text.visible import visible_line

_WIDE, _TALL = 3.3, 2.9
_SHADES = 12


def pairs_figure(run: Run, pairs: Sequence[tuple[Axis, Axis]], most: int) -> Figure:
    """Draw a panel for each pair of axes, with at most `most` trials."""
    trials = some_of_ranking(points(run)[0], most)
    figure = Figure(figsize=(_WIDE * len(pairs), _TALL), layout="constrained")
    for panel, (across, up) in zip(figure.subplots(1, len(pairs), squeeze=False).flat, pairs, strict=True):
        placed = [
            (x, y, rank)
            for rank, outcome in enumerate(trials)
            if (x := place_of(across, outcome)) is not None and (y := place_of(up, outcome)) is not None
        ][::-1]  # the best on top
        colours = [_colour(rank / max(1, len(trials) - 1)) for *_, rank in placed]
        panel.scatter([x for x, *_ in placed], [y for _, y, _ in placed], s=15, c=colours, linewidths=0)
        if placed and placed[-1][2] == 0:
            panel.scatter(*placed[-1][:2], s=75, facecolors="none", edgecolors=PART_COLOURS["dev"], linewidths=1.6)
        panel.set_xticks(list(ticks_of(across)), list(ticks_of(across).values()))
        panel.set_yticks(list(ticks_of(up)), list(ticks_of(up).values()))
        panel.set_xlim(*limits(across))
        panel.set_ylim(*limits(up))
        panel.set_xlabel(visible_line(across.name))
        panel.set_ylabel(visible_line(up.name))
        panel.spines[["top", "right"]].set_visible(False)
    return figure


def _colour(share: float) -> tuple[float, float, float]:
    """Return a colour from that of the best to that of the worst, of a few shades, to keep the page small."""
    step = round(share**0.5 * _SHADES) / _SHADES
    red, green, blue = ((late + step * (early - late)) / 255 for early, late in zip(EARLY, LATE, strict=True))
    return red, green, blue
