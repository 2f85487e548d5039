from collections.abc import Iterator
from importlib.util import find_spec

import pytest
from threadpoolctl import threadpool_limits

collect_ignore = [] if find_spec("torch") else ["peer.py", "proof.py", "make_fixtures.py"]
"""What imports PyTorch holds no tests; pytest would look for examples there."""


@pytest.fixture(autouse=True, scope="package")
def one_thread() -> Iterator[None]:
    """As in the workers: the bits are promised for one BLAS thread."""
    with threadpool_limits(1):
        yield
