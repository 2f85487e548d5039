"""What a run's bits depend on beside config, data and seed: the processor, its BLAS kernel, the libraries."""

import platform
from importlib.metadata import version
from pathlib import Path

from threadpoolctl import threadpool_info


def environment() -> dict[str, str]:
    """Names and versions, to be recorded with a run and compared when it is resumed elsewhere."""
    blas: dict[str, str] = next((info for info in threadpool_info() if info["user_api"] == "blas"), {})
    return {
        "python": platform.python_version(),
        "processor": _processor(),
        "blas": " ".join(str(blas.get(key, "?")) for key in ("internal_api", "version", "architecture")),
        **{package: version(package) for package in ("hpsearch", "numpy", "optuna")},
    }


def _processor() -> str:
    """The processor's name where the system tells it, else its kind."""
    about = Path("/proc/cpuinfo")
    lines = about.read_text(encoding="utf-8").splitlines() if about.is_file() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, "") or platform.processor() or platform.machine()
