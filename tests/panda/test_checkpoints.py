"""Checkpoints: whole or passed over, seldom, thinned with age; none of them decides over a bit."""

from errno import ENOSPC
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpsearch.errors import StorageError
from hpsearch.panda import checkpoints
from hpsearch.panda.checkpoints import GAP, RECENT_CHECKPOINTS, thinned
from hpsearch.panda.mode import Panda
from hpsearch.runs.run import Run
from hpsearch.search.events import EpochFinished
from hpsearch.search.folder.existing import Existing
from hpsearch.search.search import search
from hpsearch.workers.backends import start_workers

from .scripts import STEPS, Scripted, babysat, hashes, interventions, replays_exactly


@pytest.fixture
def at_every_epoch(monkeypatch):
    """As if checkpoints cost nothing."""
    monkeypatch.setattr(checkpoints, "SHARE", 1e9)


@pytest.fixture
def at_no_epoch(monkeypatch):
    """As if the training took a moment, on a busy machine too."""
    monkeypatch.setattr(checkpoints, "USUAL_COST", 1e9)


def cut_and_resumed(prepared, folder, script, monkeypatch, at, between=lambda: None):
    """A training that was interrupted after some epochs, then resumed; its script continues."""
    monkeypatch.setattr("hpsearch.panda.mode.InteractiveSource", Scripted)
    monkeypatch.setattr(Scripted, "script", dict(script), raising=False)
    monkeypatch.setattr(Scripted, "asked", 0)
    events = search(prepared, folder, start_workers(1), mode=Panda())
    trained = 0
    for event in events:
        trained += isinstance(event, EpochFinished)
        if trained == at:
            events.close()
    between()
    list(search(prepared, folder, start_workers(1), mode=Panda(), existing=Existing.CONTINUE))


@pytest.mark.usefixtures("at_every_epoch")
@pytest.mark.parametrize("at", [1, 5, 9])
def test_resumed_from_a_checkpoint_it_goes_on_to_the_same_bits(made, tmp_path, monkeypatch, at):
    script = {4: ["beta2=0.9", "keep_prob=0.8"], 4 * STEPS: ["l2=1"], 7 * STEPS + 2: ["rollback=-3", "velocity=0"]}
    prepared = made(hyperparameters={"patience": 6, "batch_norm": True})
    babysat(prepared, tmp_path / "whole", script, monkeypatch)
    assert any((tmp_path / "whole/checkpoints").iterdir())
    cut_and_resumed(prepared, tmp_path / "cut", script, monkeypatch, at)
    assert hashes(tmp_path / "cut") == hashes(tmp_path / "whole")
    for name in ("trials.csv", "history.csv", "best.safetensors"):
        assert (tmp_path / "cut" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


@pytest.mark.usefixtures("at_every_epoch")
@pytest.mark.parametrize("damage", ["flip", "cut", "gone", "all gone"])
def test_a_damaged_checkpoint_is_passed_over_with_a_remark(made, tmp_path, monkeypatch, damage):
    def spoil():
        files = sorted((tmp_path / "cut/checkpoints").iterdir())
        for path in files if damage == "all gone" else files[-1:]:
            content = bytearray(path.read_bytes())
            content[len(content) // 2] ^= 1
            if damage.endswith("gone"):
                path.unlink()
            else:
                path.write_bytes(content if damage == "flip" else content[:-1])

    babysat(made(), tmp_path / "whole", {}, monkeypatch)
    cut_and_resumed(made(), tmp_path / "cut", {}, monkeypatch, 7, spoil)
    assert hashes(tmp_path / "cut") == hashes(tmp_path / "whole")
    assert any("is damaged or gone" in each.remark for each in interventions(tmp_path / "cut"))


@pytest.mark.usefixtures("at_no_epoch")
def test_a_training_of_a_moment_has_none(made, tmp_path, monkeypatch):
    babysat(made(), tmp_path, {}, monkeypatch)
    assert list((tmp_path / "checkpoints").iterdir()) == []


@pytest.mark.usefixtures("at_no_epoch")
def test_a_branch_point_is_kept(made, tmp_path, monkeypatch):
    babysat(made(), tmp_path, {7 * STEPS: ["rollback=3"]}, monkeypatch)
    assert [path.name for path in (tmp_path / "checkpoints").iterdir()] == ["0000-000-0000003.safetensors"]
    assert replays_exactly(tmp_path)


@pytest.mark.usefixtures("at_every_epoch")
def test_the_checkpoint_of_a_finished_training_is_kept(made, tmp_path, monkeypatch):
    """When a training is over, the checkpoint that it would be resumed from is kept."""
    babysat(made(), tmp_path, {7 * STEPS: ["rollback=3"]}, monkeypatch)
    assert [path.name for path in (tmp_path / "checkpoints").iterdir()] == ["0000-001-0000012.safetensors"]


@given(st.lists(st.integers(1, 3000), min_size=1, max_size=200, unique=True), st.sets(st.integers(1, 3000)))
def test_thinning_keeps_gaps_small(epochs, fixed):
    """Thinning keeps the last and the fixed checkpoints, and leaves no gap wider than before or than its age."""
    epochs.sort()
    kept = [epoch for epoch in epochs if epoch not in thinned(epochs, fixed)]
    assert set(kept) >= ({*epochs} & fixed) | {*epochs[-RECENT_CHECKPOINTS:], epochs[0]}
    for before, after in pairwise(kept):
        adjacent = epochs[epochs.index(before) + 1] == after
        assert adjacent or epochs[-1] - before <= GAP * (epochs[-1] - after)


def test_a_long_training_has_few_checkpoints():
    kept: list[int] = []
    for epoch in range(1, 5001):
        kept = [each for each in [*kept, epoch] if each not in thinned([*kept, epoch], set())]
    assert len(kept) < 45


@pytest.mark.usefixtures("at_every_epoch")
@pytest.mark.parametrize("what", ["mkdir", "unlink"])
def test_a_full_disk_ends_the_run_and_no_trial(made, tmp_path, monkeypatch, what):
    """A trial that failed would never be trained again."""
    does = getattr(Path, what)

    def full(path, *arguments, **options):
        if "checkpoints" in path.parts:
            raise OSError(ENOSPC, "No space left on device")
        return does(path, *arguments, **options)

    prepared = made(hyperparameters={"epochs": 40})
    with monkeypatch.context() as patched:
        patched.setattr(Path, what, full)
        with pytest.raises(StorageError, match="No space left on device; "):
            list(search(prepared, tmp_path, start_workers(1), mode=Panda()))
    assert Run(tmp_path).outcomes == []
    list(search(prepared, tmp_path, start_workers(1), mode=Panda(), existing=Existing.CONTINUE))
    assert [outcome.status for outcome in Run(tmp_path).outcomes] == ["complete"]
