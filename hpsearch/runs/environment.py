"""The environment on which the bits of a run depend: processor, BLAS kernel, SIMD instructions, libraries."""

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

    The version of hpsearch is left out, too, as later versions give the same bytes as earlier ones.

    >>> differences({"numpy": "2.3.5", "python": "3.12.1"}, {"numpy": "2.4.0", "python": "3.12.1"})
    ['numpy was 2.3.5, is 2.4.0']
    """
    known = [name for name in now if name in before and name != "hpsearch"]
    return [f"{name} was {before[name]}, is {now[name]}" for name in known if before[name] != now[name]]


def _simd() -> str:
    """Return the processor's instruction sets for which NumPy has special loops.

    If the variable NPY_DISABLE_CPU_FEATURES disables some of them, sums are computed in another order.
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
