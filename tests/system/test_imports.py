"""Imports for good."""

import subprocess
import sys


def test_what_is_imported_for_good_is_spared():
    """Permanent imports are excluded from garbage collection, which continues afterwards."""
    code = """if True:
        import gc, sys
        from hpsearch.system.imports import lasting
        frozen = gc.get_freeze_count()
        lasting("decimal", "email.message")
        assert {"decimal", "email.message"} <= set(sys.modules)
        frozen, before = gc.get_freeze_count(), frozen
        assert gc.isenabled() and frozen > before
        made_meanwhile = [[] for _ in range(1000)]
        lasting("decimal", "email.message")
        assert gc.get_freeze_count() == frozen
        try:
            lasting("no_such_module")
        except ModuleNotFoundError:
            assert gc.isenabled()
            print("ok")
    """
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "ok\n"
