"""Imports of what a process needs until its end."""

import gc
import sys
from importlib import import_module


def lasting(*modules: str) -> None:
    """Import `modules`, for good: the garbage collector does not look through them, now or ever.

    They make a hundred thousand objects, none of them garbage. Looking through all again and again takes a third of
    the time of importing them, and of the time that the process takes to end. Everything that is alive when this
    returns is kept to the end too, so this is for processes of ours, not for those that use us.
    Where all of them are imported already, this does nothing.
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
