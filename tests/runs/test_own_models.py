"""A run's own model that is missing or damaged is refused with the command that writes it again."""

import pytest

from hpsearch.errors import UsageError
from hpsearch.runs.run import Run
from hpsearch.search.folder.existing import Existing
from hpsearch.search.search import search
from hpsearch.workers.backends import start_workers


@pytest.mark.parametrize("cut", [None, 0, 300, -1])
def test_the_command_that_is_named_writes_the_model_again(small, tmp_path, cut):
    for _ in search(small(), tmp_path / "run", start_workers(1)):
        pass
    path = tmp_path / "run" / "best.safetensors"
    own = path.read_bytes()
    if cut is None:
        path.unlink()
    else:
        path.write_bytes(own[:cut])
    with pytest.raises(UsageError, match=r"`hpsearch run .*--out .*--resume` writes it again$"):
        Run(tmp_path / "run").model()
    for _ in search(small(), tmp_path / "run", start_workers(1), existing=Existing.CONTINUE):
        pass
    assert path.read_bytes() == own
