"""Makes machines.csv, a table as one finds it: numbers, words, dates, gaps, an identifier, a text target."""

import csv
from datetime import date, timedelta
from pathlib import Path

import numpy as np

ROWS = 800
STATES = ("sound", "worn", "broken")
FELT = {"pump": 0.5, "press": 1.5, "lathe": 0.25}
"""How much of its vibration a machine of each kind feels."""


def rows() -> list[list[object]]:
    """The header and its rows; the state follows from the product of hours and vibration, by kind, with some noise."""
    rng = np.random.default_rng(0)
    table: list[list[object]] = [
        ["id", "kind", "hours", "temperature", "vibration", "serviced", "inspected by", "state"]
    ]
    for number in range(ROWS):
        kind = str(rng.choice(["pump", "press", "lathe"], p=[0.5, 0.3, 0.2]))
        hours, vibration = rng.uniform(0, 9_000), rng.gamma(4, 0.5)
        temperature = 40 + 0.003 * hours + 6 * rng.normal()
        strain = hours / 1_000 * vibration * FELT[kind] + 0.3 * rng.normal()
        state = STATES[int(strain > 3) + int(strain > 7)]
        serviced = date(2026, 6, 30) - timedelta(days=int(rng.integers(0, 700)))
        measured = "" if rng.random() < 0.1 else f"{temperature:.1f}"
        inspector = str(rng.choice(["Ada, morning", "Ben, night", ""], p=[0.5, 0.4, 0.1]))
        table.append([f"M-{number:04}", kind, round(hours), measured, f"{vibration:.2f}", serviced, inspector, state])
    return table


def main() -> None:
    """Write the file beside this one."""
    with Path(__file__).with_suffix(".csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows())


if __name__ == "__main__":
    main()
