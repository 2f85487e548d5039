"""One BLAS thread: one limit for all threads of Python."""

import subprocess
import sys

from threadpoolctl import threadpool_info

from hpsearch.system.threads import one_thread


def _threads():
    return [library["num_threads"] for library in threadpool_info()]


def test_threads_that_ask_first_at_once_share_one_limit():
    """With two limits the first one to be left would give the other's products more threads."""
    code = """if True:
        from concurrent.futures import ThreadPoolExecutor
        from threading import Barrier
        from hpsearch.system.threads import one_thread
        together = Barrier(8)
        with ThreadPoolExecutor(8) as threads:
            limits = threads.map(lambda _: together.wait() >= 0 and one_thread(), range(8))
        print(len({id(each) for each in [*limits]}))
    """
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "1\n"


def test_the_last_to_leave_gives_the_threads_back():
    before = _threads()
    with one_thread():
        with one_thread():
            pass
        assert set(_threads()) <= {1}
    assert _threads() == before
