"""The reference in docs/ is what the code says."""

import pytest

from tests.pages import text
from tests.reference import generated, mark


@pytest.mark.parametrize(("page", "name"), [(page, name) for page, parts in generated().items() for name in parts])
def test_what_the_code_says_stands_between_its_marks(page, name):
    """`make examples` writes it anew."""
    found = mark(name).search(text(page))
    assert found is not None
    assert found[0] == f"{found[1]}{generated()[page][name]}{found[2]}"
