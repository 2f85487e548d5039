"""The figure: how regret falls from trial to trial, for every sampler."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.search_quality.comparisons import Results, geometric, resampled
from benchmarks.search_quality.results import AFTER

FIGURE = Path(__file__).parents[1] / "search_quality.png"
INK, GRID = "#1b1b1f", "#e3e3e8"
COLOURS = {
    "coarse_to_fine": "#c2362b",
    "gp": "#7b3fa0",
    "tpe_sequential": "#1f6f8b",
    "tpe": "#2f9e8f",
    "cmaes": "#8a6d1d",
    "qmc": "#5b7f3a",
    "random": "#77777f",
}


def drawn(results: Results, samplers: Sequence[str]) -> Figure:
    """On the left all problems; on the right those that the samplers with fewer seeds searched, too."""
    few = [name for name in samplers if len(results.problems(name)) < len(results.problems("random"))]
    panels = [[name for name in samplers if name not in few], list(samplers)][: 2 if few else 1]
    figure = Figure(figsize=(5.6 * len(panels), 4.6), layout="constrained")
    for axes, names in zip(figure.subplots(1, len(panels), sharey=True, squeeze=False)[0], panels, strict=True):
        _panel(axes, results, names)
    return figure


def _panel(axes: Axes, results: Results, samplers: Sequence[str]) -> None:
    problems, seeds = results.problems(*samplers), results.seeds(*samplers)
    ends = {}
    for name in samplers:
        regrets = results.regrets(name, problems, seeds)
        means = geometric(regrets)
        low, high = resampled(lambda chosen, regrets=regrets: geometric(regrets[:, chosen]), len(seeds))
        strong = name == "coarse_to_fine"
        axes.fill_between(AFTER, low, high, color=COLOURS[name], alpha=0.14, linewidth=0)
        axes.plot(AFTER, means, color=COLOURS[name], linewidth=2.2 if strong else 1.3, zorder=3 if strong else 2)
        ends[name] = float(means[-1])
    axes.set_yscale("log")
    for name, at in _apart(ends).items():
        axes.annotate(name, (AFTER[-1], at), xytext=(5, 0), textcoords="offset points", va="center", fontsize=8.5,
                      color=COLOURS[name], annotation_clip=False)  # fmt: skip
    axes.set_xlim(AFTER[0], AFTER[-1])
    axes.set_xticks([4, 16, 32, 48, 64])
    axes.set_yticks(
        [0.02, 0.03, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0], ["0.02", "0.03", "0.05", "0.1", "0.2", "0.3", "0.5", "1"]
    )
    axes.minorticks_off()
    axes.set_xlabel("trials", color=INK)
    axes.set_ylim(0.012, 1)
    axes.set_ylabel("regret: 0 is the best, 1 the median setting", color=INK)
    axes.set_title(f"{len(problems)} problems, {len(seeds)} seeds", fontsize=10, color=INK, loc="left")
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelleft=True)
    axes.grid(color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)


def _apart(ends: dict[str, float], least: float = 1.12) -> dict[str, float]:
    """The heights of labels, moved until each stands clear of the next below."""
    names = sorted(ends, key=lambda name: ends[name])
    heights = [ends[name] for name in names]
    for _ in range(200):
        for low in range(len(heights) - 1):
            if heights[low + 1] / heights[low] < least:
                middle = np.sqrt(heights[low] * heights[low + 1])
                heights[low], heights[low + 1] = middle / np.sqrt(least), middle * np.sqrt(least)
    return dict(zip(names, heights, strict=True))
