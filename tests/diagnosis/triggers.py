"""The table of findings in docs/diagnosis.md: `python -m tests.diagnosis.triggers` writes it anew."""

import re

from hpsearch.diagnosis.advice import FINDINGS
from tests.pages import ROOT

DOCUMENT = ROOT / "docs" / "diagnosis.md"
TABLE = re.compile(r"^\| phase \|.*?\n(?!\|)", re.MULTILINE | re.DOTALL)


def documented():
    """The findings in the order of the advice, as a table in Markdown."""
    kinds = sorted(FINDINGS.values(), key=lambda kind: (kind.phase, kind.place))
    rows = [
        ("phase", "finding", "found where", "proposes"),
        ("---",) * 4,
        *((kind.phase.name.lower(), f"`{kind.name}`", kind.trigger, kind.proposes) for kind in kinds),
    ]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def main():
    """Write the table into the document."""
    text = DOCUMENT.read_text(encoding="utf-8")
    DOCUMENT.write_text(TABLE.sub(lambda _found: documented(), text, count=1), encoding="utf-8")


if __name__ == "__main__":
    main()
