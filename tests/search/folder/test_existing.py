"""What a search does with a run that is already in its folder."""

import pytest

from hpsearch.errors import UsageError
from hpsearch.search.folder.existing import Existing


@pytest.mark.parametrize("force", [False, True])
def test_resume_and_overwrite_together_are_refused(force):
    with pytest.raises(UsageError, match="resume and overwrite contradict each other; give one of them"):
        Existing.of(resume=True, overwrite=True, force=force)


@pytest.mark.parametrize(
    ("resume", "overwrite", "force", "existing"),
    [
        (False, False, False, Existing.REFUSE),
        (False, False, True, Existing.REFUSE),
        (True, False, False, Existing.CONTINUE),
        (True, False, True, Existing.CONTINUE_ELSEWHERE),
        (False, True, True, Existing.OVERWRITE),
    ],
)
def test_the_three_options_become_one_value(resume, overwrite, force, existing):
    assert Existing.of(resume=resume, overwrite=overwrite, force=force) is existing
