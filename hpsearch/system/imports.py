"""Import modules that a process needs until its end."""

import gc
import sys
from importlib import import_module


def lasting(*modules: str) -> None:
    """Import `modules`, and exclude them from garbage collection for good.

    They create a hundred thousand objects, none of them garbage. Checking them repeatedly takes a third of the import
    time, and of the time in which the process ends. All other objects that exist when this returns are excluded, too,
    so it is for hpsearch's own processes, not for processes of its users. It does nothing if all modules are imported
    already.
    """
    if all(module in sys.modules for module in modules):
        return
    gc.disable()
    try:
        for module in modules:
            import_module(module)
    finally:
        gc.freeze()
        gc.enable()
