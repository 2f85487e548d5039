"""An exponentially weighted average is about the mean of the last 1/(1 − β) values, and starts too low uncorrected.

A year of daily temperatures, 10 + 8 sin(2πt/365) degrees with normal noise of 3, is averaged with β = 0.5, 0.9 and
0.98. The lag is by how many days the average of the smooth course fits an earlier day best.
"""

import numpy as np
from matplotlib.figure import Figure

from experiments.picture import COLOURS, legend
from experiments.rows import Row, Rows, interval, where
from hpsearch.engine.averages import smooth

NUMBER, SECTIONS = 7, "XVI"
BETAS, DAYS, NOISE, SETTLED = (0.5, 0.9, 0.98), 365, 3.0, 100
START = 10
"""The days at the beginning over which the bias is measured."""


def temperatures(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """The smooth course of the year, and what was measured."""
    course = 10 + 8 * np.sin(2 * np.pi * np.arange(DAYS) / DAYS)
    return course, course + NOISE * np.random.default_rng(seed).standard_normal(DAYS)


def uncorrected(values: np.ndarray, beta: float) -> np.ndarray:
    """v_t itself, which starts from 0."""
    return smooth(values, beta) * (1 - beta ** np.arange(1, len(values) + 1))


def measure(seed: int) -> list[Row]:
    """Bias, noise and lag of each β."""
    course, measured = temperatures(seed)
    rows = []
    for beta in BETAS:
        of_course = smooth(course, beta)
        noise = (smooth(measured, beta) - of_course)[SETTLED:]
        lags = [np.abs(of_course[SETTLED:] - course[SETTLED - lag : DAYS - lag]).mean() for lag in range(SETTLED)]
        rows.append({
            "beta": beta,
            "seed": seed,
            "error of the first days, uncorrected": float(np.abs(uncorrected(measured, beta) - course)[:START].mean()),
            "error of the first days, corrected": float(np.abs(smooth(measured, beta) - course)[:START].mean()),
            "noise left": float(noise.std() / NOISE),
            "noise by the formula": float(np.sqrt((1 - beta) / (1 + beta))),
            "lag in days": int(np.argmin(lags)),
        })  # fmt: skip
    return rows


def summary(rows: Rows) -> list[Row]:
    """A row a β, with the length 1/(1 − β)."""
    names = [name for name in rows[0] if name not in ("beta", "seed")]
    return [
        {
            "β": beta,
            "1/(1−β)": round(1 / (1 - beta)),
            **{name: interval(where(rows, beta=beta), name) for name in names},
        }
        for beta in BETAS
    ]


def draw(rows: Rows, figure: Figure) -> None:
    """The first seed's year, averaged; dashed without the correction."""
    axes = figure.subplots()
    _, measured = temperatures(rows[0]["seed"])
    axes.plot(measured, ".", color=COLOURS[5], markersize=2, alpha=0.6)
    for number, beta in enumerate(BETAS):
        axes.plot(smooth(measured, beta), color=COLOURS[number], label=f"β = {beta:g}", linewidth=1.6)
        axes.plot(uncorrected(measured, beta), color=COLOURS[number], linestyle="--", linewidth=1)
    axes.set_xlabel("day")
    axes.set_title("dashed: without bias correction", fontsize=9)
    legend(axes)


def findings(rows: Rows) -> str:
    """Bias and memory."""
    slow = where(rows, beta=0.98)
    return (
        f"Without the correction the average with β = 0.98 is off by "
        f"{interval(slow, 'error of the first days, uncorrected').middle:.1f} degrees over the first {START} days, "
        f"with it by {interval(slow, 'error of the first days, corrected').middle:.1f}. Of the noise about "
        f"√((1−β)/(1+β)) is left, as of a plain mean of (1+β)/(1−β) values. The price is a lag: "
        f"{interval(where(rows, beta=0.9), 'lag in days').middle:.0f} days for 0.9 and "
        f"{interval(slow, 'lag in days').middle:.0f} for 0.98. The claim holds. "
        f"The correction matters at the start alone."
    )
