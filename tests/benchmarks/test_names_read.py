"""Benchmarks are run by hand, and seldom: a name that they read may be gone without a failing test."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
MISSING = re.compile(r"\[(attr-defined|name-defined|call-arg)\]$")


def test_every_name_that_benchmarks_read_exists(tmp_path):
    (tmp_path / "mypy.ini").write_text("[mypy]\nignore_missing_imports = true\nfollow_imports = silent\n")
    command = [sys.executable, "-m", "mypy", "--config-file", str(tmp_path / "mypy.ini"), "-p", "benchmarks"]
    found = subprocess.run(
        [*command, "--cache-dir", str(tmp_path / "cache")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert "checked" in found.stdout or "no issues" in found.stdout, found.stdout + found.stderr
    assert not [line for line in found.stdout.splitlines() if MISSING.search(line)]
