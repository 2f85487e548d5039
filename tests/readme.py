"""The README's examples: run them, and with `python -m tests.readme` write their output anew."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(language: str) -> list[str]:
    """The code blocks of one language, in order."""
    return [body for kind, body in BLOCK.findall(README.read_text(encoding="utf-8")) if kind == language]


@dataclass(frozen=True)
class Example:
    """A command of the README, and the output that stands below it."""

    command: str
    output: str


def examples() -> list[Example]:
    """All commands, in order."""
    return [Example(*block.removeprefix("$ ").split("\n", 1)) for block in blocks("console")]


def outputs(folder: Path) -> Iterator[str]:
    """What each command really prints, run one after the other in `folder`, where experiments/ lies."""
    shutil.copytree(ROOT / "experiments", folder / "experiments")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for example in examples():
        done = subprocess.run(
            ["bash", "-c", example.command],
            cwd=folder,
            env={**os.environ, "PATH": path},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            check=False,
        )
        yield done.stdout


def main() -> None:
    """Put the real output under each command."""
    text = README.read_text(encoding="utf-8")
    with TemporaryDirectory() as folder:
        for example, output in zip(examples(), outputs(Path(folder)), strict=True):
            block = f"```console\n$ {example.command}\n"
            text = text.replace(f"{block}{example.output}```", f"{block}{output}```")
    README.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
