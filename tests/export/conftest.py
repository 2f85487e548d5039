"""The small training of one model, which the tests of panda have, too."""

from tests.panda.conftest import made

__all__ = ["made"]
