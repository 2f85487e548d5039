"""The tables of columns in docs/run-folder.md: `python -m tests.run_folder` writes them anew from the declarations."""

import re

from hpsearch.runs.tables.finalists import FINALISTS
from hpsearch.runs.tables.found import TEST
from hpsearch.runs.tables.history import HISTORY, OWN_HISTORY
from hpsearch.runs.tables.trials import RETRAININGS, TIMINGS, TRIALS
from tests.pages import ROOT

DOCUMENT = ROOT / "docs" / "run-folder.md"

DECLARED = {
    "trials.csv": TRIALS,
    "history.csv": HISTORY,
    "history.csv of code of your own": OWN_HISTORY,
    "finalists.csv": FINALISTS,
    "timings.csv": TIMINGS,
    "test.csv": TEST,
    "retrainings.csv": RETRAININGS,
}

TABLE = r"\| column \|.*?\n(?!\|)"


def documented(columns):
    """The declared columns as a table in Markdown."""
    rows = [
        ("column", "type", "meaning", "not empty", "in run.db"),
        ("---",) * 5,
        *((f"`{each.name}`" if " " not in each.name else each.name, *_about(each)) for each in columns),
    ]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _about(column):
    return column.type, column.meaning, column.applies, column.stored


def section(name):
    """A pattern for the table below the heading of one file."""
    return re.compile(rf"(^### `{re.escape(name)}`\n.*?)(?:{TABLE}|COLUMNS\n)", re.MULTILINE | re.DOTALL)


def main():
    text = DOCUMENT.read_text(encoding="utf-8")
    for name, columns in DECLARED.items():
        text = section(name).sub(lambda found, columns=columns: found[1] + documented(columns), text, count=1)
    DOCUMENT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
