"""A process of ours: what it has of the one that starts it, and how it ends."""

import os
import sys

from hpsearch.system.child_processes import safe
from hpsearch.workers.child import Child


def tell(connection):
    inherited = [module for module in ("loky", "numpy") if module in sys.modules]
    connection.send((sys.path, sys.argv, os.environ["TOLD"], sys.stdin.read(), inherited))
    connection.recv()


def add(connection, first, second):
    connection.send(first + second)


def raise_error(_connection):
    raise SystemExit(7)


def test_a_child_has_the_path_arguments_and_variables_but_no_input():
    child = Child(tell, {"TOLD": "so"})
    path, arguments, told, typed, imported = child.connection.recv()
    assert (path, arguments) == (safe(sys.path), sys.argv)
    assert (told, typed, imported) == ("so", "", [])
    assert child.exit_code(0) is None
    child.dismiss()
    assert child.exit_code(60) == 0


def test_a_child_is_told_what_to_work_with_and_says_how_it_ended():
    assert Child(add, {}, (1, 2)).connection.recv() == 3
    assert Child(raise_error, {}).exit_code(60) == 7


def test_a_child_that_is_stopped_was_killed():
    child = Child(tell, {"TOLD": ""})
    child.stop()
    assert child.exit_code(0) == -9
