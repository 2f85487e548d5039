"""What a run's bits depend on beside config, data and seed: the processor, its BLAS kernel, the libraries."""

import platform
from importlib.metadata import version
from pathlib import Path

from threadpoolctl import threadpool_info


def environment() -> dict[str, str]:
    """Names and versions, to be recorded with a run and compared when it is resumed elsewhere."""
    found = [info for info in threadpool_info() if info["user_api"] == "blas"]
    found.sort(key=lambda info: "numpy" not in info["filepath"])  # SciPy brings one too, which does not train
    blas: dict[str, str] = next(iter(found), {})
    return {
        "python": platform.python_version(),
        "processor": _processor(),
        "blas": " ".join(str(blas.get(key, "?")) for key in ("internal_api", "version", "architecture")),
        **{package: version(package) for package in ("hpsearch", "numpy", "optuna")},
    }


def differences(before: dict[str, str], now: dict[str, str]) -> list[str]:
    """What is another in the environment `now`, a sentence each.

    >>> differences({"numpy": "2.3.5", "python": "3.12.1"}, {"numpy": "2.4.0", "python": "3.12.1"})
    ['numpy was 2.3.5, is 2.4.0']
    """
    return [f"{name} was {before.get(name)}, is {value}" for name, value in now.items() if before.get(name) != value]


def _processor() -> str:
    """The processor's name where the system tells it, else its kind."""
    about = Path("/proc/cpuinfo")
    lines = about.read_text(encoding="utf-8").splitlines() if about.is_file() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, "") or platform.processor() or platform.machine()
