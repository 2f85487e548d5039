from importlib.util import find_spec

from tests.one_thread import one_thread

__all__ = ["one_thread"]

collect_ignore = [] if find_spec("torch") else ["peer.py", "proof.py", "make_fixtures.py"]
"""What imports PyTorch holds no tests; pytest would look for examples there."""
