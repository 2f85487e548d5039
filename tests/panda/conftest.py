import pytest

from hpsearch.config import config_from
from hpsearch.search.prepare import prepare

from .scripts import SMALL


@pytest.fixture
def made():
    """Prepares the small babysat training, some keys of its sections changed."""

    def prepared(**sections):
        return prepare(config_from({name: {**SMALL[name], **sections.get(name, {})} for name in SMALL}))

    return prepared
