"""The examples in README.md and docs/: run them, and with `python -m tests.pages` write their output anew."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]

TOUR = (
    "README.md",
    "docs/first-steps.md",
    "docs/report.md",
    "docs/modes.md",
    "docs/panda.md",
    "docs/judging.md",
    "docs/config.md",
)
"""The pages with commands, in the order in which their commands run, one after the other, in one folder."""

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def text(page: str) -> str:
    """What a page says."""
    return (ROOT / page).read_text(encoding="utf-8")


def blocks(page: str, language: str) -> list[str]:
    """The code blocks of one language on a page, in order."""
    return [body for kind, body in BLOCK.findall(text(page)) if kind == language]


@dataclass(frozen=True)
class Example:
    """A command of a page, and the output that stands below it."""

    page: str
    command: str
    output: str


def examples() -> list[Example]:
    """All commands of all pages, in order."""
    return [
        Example(page, *block.removeprefix("$ ").split("\n", 1)) for page in TOUR for block in blocks(page, "console")
    ]


def outputs(folder: Path) -> dict[str, str]:
    """What each command really prints, run in `folder`, where experiments/ lies.

    A command that stands on several pages is run once, where it stands first.
    """
    shutil.copytree(ROOT / "experiments", folder / "experiments")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    printed: dict[str, str] = {}
    for command in dict.fromkeys(example.command for example in examples()):
        printed[command] = subprocess.run(
            ["bash", "-c", command],
            cwd=folder,
            env={**os.environ, "PATH": path},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            check=False,
        ).stdout
    return printed


def main() -> None:
    """Put the real output under each command."""
    with TemporaryDirectory() as folder:
        printed = outputs(Path(folder))
    for page in TOUR:
        written = text(page)
        for example in (each for each in examples() if each.page == page):
            block = f"```console\n$ {example.command}\n"
            written = written.replace(f"{block}{example.output}```", f"{block}{printed[example.command]}```")
        (ROOT / page).write_text(written, encoding="utf-8")


if __name__ == "__main__":
    main()
