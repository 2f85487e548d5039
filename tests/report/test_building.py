"""What a report needs."""

import subprocess
import sys

NEEDLESS = ("optuna", "asyncio", "matplotlib", "hpsearch.search.prepare", "hpsearch.models.model")


def test_the_report_of_one_run_does_without_what_trains_and_samples():
    """These take longer to import than the report of a small run takes."""
    code = f"import sys, hpsearch.cli.report; print([name for name in {NEEDLESS} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
