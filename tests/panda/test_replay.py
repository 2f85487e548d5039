"""A babysat training is a pure function of config, seed and interventions: it repeats to the bit."""

import os

import pytest

from .scripts import babysat, interventions, random_script, replays_exactly

SCRIPTS = 100 if int(os.environ.get("HPSEARCH_CASES", "0")) else 4


@pytest.mark.parametrize("seed", range(SCRIPTS))
def test_a_random_script_replays_with_identical_hashes(made, tmp_path, monkeypatch, seed):
    """A random script of interventions replays with identical hashes."""
    babysat(made(), tmp_path, random_script(seed), monkeypatch)
    told = interventions(tmp_path)
    assert sum(each.sets or each.moves for each in told) >= 4
    assert replays_exactly(tmp_path)
