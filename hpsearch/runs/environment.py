"""What the bits of a run also depend on: processor, BLAS kernel, SIMD instructions, libraries."""

import platform
from importlib.metadata import version
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_info


def environment() -> dict[str, str]:
    """Return names and versions, which are recorded with a run and compared when it is resumed."""
    found = [info for info in threadpool_info() if info["user_api"] == "blas"]
    found.sort(key=lambda info: "numpy" not in info["filepath"])  # SciPy's own BLAS is not used for training
    blas: dict[str, str] = next(iter(found), {})
    return {
        "python": platform.python_version(),
        "processor": _processor(),
        "blas": " ".join(str(blas.get(key, "?")) for key in ("internal_api", "version", "architecture")),
        "simd": _simd(),
        **{package: version(package) for package in ("hpsearch", "numpy", "optuna")},
    }


def differences(before: dict[str, str], now: dict[str, str]) -> list[str]:
    """Return a sentence for each value that differs between two environments; values missing `before` are left out.

    So is the version of hpsearch: a later one gives the bytes that an earlier one gave.

    >>> differences({"numpy": "2.3.5", "python": "3.12.1"}, {"numpy": "2.4.0", "python": "3.12.1"})
    ['numpy was 2.3.5, is 2.4.0']
    """
    known = [name for name in now if name in before and name != "hpsearch"]
    return [f"{name} was {before[name]}, is {now[name]}" for name in known if before[name] != now[name]]


def _simd() -> str:
    """The sets of instructions for which NumPy has loops of its own, of those that the processor has.

    The variable NPY_DISABLE_CPU_FEATURES disables some of them, and then sums are computed in another order.
    """
    about = np.show_config(mode="dicts")
    found = about.get("SIMD Extensions", {}) if about else {}
    return " ".join((*found.get("baseline", ()), *found.get("found", ()))) or "none"


def _processor() -> str:
    """Return the processor's name if the system gives it, else its architecture."""
    about = Path("/proc/cpuinfo")
    lines = about.read_text(encoding="utf-8").splitlines() if about.is_file() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, "") or platform.processor() or platform.machine()
