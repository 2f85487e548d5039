"""`python -m experiments NAME …` measures experiments again and writes their pages; without a name, all of them."""

import sys
from pathlib import Path
from time import process_time

from experiments.claims import SEEDS, claim, names
from experiments.picture import picture
from experiments.rows import as_csv, as_markdown
from hpsearch.system.threads import one_thread

PAGES = Path(__file__).parents[1] / "docs" / "experiments"


def main() -> None:
    """Measure, and write the table, the picture and the page of each experiment."""
    chosen = sys.argv[1:] or names()
    if unknown := [name for name in chosen if name not in names()]:
        sys.exit(f"experiments: no experiment is called {', '.join(unknown)}; expected some of {', '.join(names())}")
    PAGES.mkdir(parents=True, exist_ok=True)
    for name in chosen:
        started = process_time()
        write(name)
        print(f"{name}: {process_time() - started:.1f} s")


def write(name: str) -> None:
    """Measure one experiment on all seeds and write its three files."""
    experiment = claim(name)
    with one_thread():
        rows = [row for seed in range(SEEDS) for row in experiment.measure(seed)]
    title, _, more = experiment.__doc__.partition("\n\n")
    (PAGES / f"{name}.csv").write_text(as_csv(rows), encoding="utf-8")
    (PAGES / f"{name}.svg").write_text(picture(lambda figure: experiment.draw(rows, figure)), encoding="utf-8")
    page = f"""\
# {experiment.NUMBER}. {title.strip().rstrip(".")}

Notes §{experiment.SECTIONS}. {" ".join(more.split())}

![{title.strip()}]({name}.svg)

{experiment.findings(rows)}

{as_markdown(experiment.summary(rows))}

Means over {SEEDS} seeds, each with a split, initial weights and batches of its own where data are involved, with 95 %
intervals. All rows: [{name}.csv]({name}.csv). Repeat it with `python -m experiments {name}`.
"""
    (PAGES / f"{name}.md").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
