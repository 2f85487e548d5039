"""Python as a process of its own, in a folder whose modules it finds."""

import os
import subprocess
import sys
from pathlib import Path

TOOL = "import sys, hpsearch.cli; sys.argv[0] = 'hpsearch'; hpsearch.cli.main()"
"""The command, of the package that is found first."""


def python_in(folder: Path, *arguments: str, found: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Python in `folder`, where what is in `found`, by default the same folder, is found before what is installed."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(found or folder)},
        capture_output=True,
        text=True,
        check=False,
    )
