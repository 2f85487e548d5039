from collections.abc import Iterator

import pytest
from threadpoolctl import threadpool_limits


@pytest.fixture(autouse=True, scope="package")
def one_thread() -> Iterator[None]:
    """As in the workers: the bits are promised for one BLAS thread."""
    with threadpool_limits(1):
        yield
