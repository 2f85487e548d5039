"""The reference in docs/ is what the code says."""

import pytest

from hpsearch.config.sections.hyperparameters import Hyperparameters
from tests.pages import text
from tests.reference import generated, mark, values


@pytest.mark.parametrize(("page", "name"), [(page, name) for page, parts in generated().items() for name in parts])
def test_what_the_code_says_stands_between_its_marks(page, name):
    """`make examples` writes it anew."""
    found = mark(name).search(text(page))
    assert found is not None
    assert found[0] == f"{found[1]}{generated()[page][name]}{found[2]}"


def test_each_hyperparameter_that_is_a_word_has_its_words_in_the_reference():
    for name, field in Hyperparameters.model_fields.items():
        if isinstance(field.default, str):
            assert field.default in values(name, field), name
