import sys
from importlib import import_module

import pytest

from hpsearch.engine.activations import ACTIVATIONS
from hpsearch.engine.heads import HEADS
from hpsearch.engine.initializers import INITIALIZERS
from hpsearch.engine.optimizers import OPTIMIZERS
from hpsearch.metrics import METRICS
from hpsearch.registry import discover, on_demand
from hpsearch.samplers import SAMPLERS
from hpsearch.space import SCALES

KINDS = {
    "activations": ACTIVATIONS,
    "heads": HEADS,
    "initializers": INITIALIZERS,
    "optimizers": OPTIMIZERS,
    "samplers": SAMPLERS,
    "metrics": METRICS,
    "scales": SCALES,
}
KNOWN = {
    "activations": "relu leaky_relu tanh sigmoid elu gelu silu mish selu identity",
    "heads": "linear sigmoid softmax",
    "initializers": "he xavier glorot small zeros",
    "optimizers": "sgd momentum rmsprop adam",
    "samplers": "random coarse_to_fine",
    "metrics": "loss error accuracy f1 auc rmse mae r2",
    "scales": "linear log reverse_log",
}
"""Names that configs use: a member may be added, and none may be lost."""


@pytest.mark.parametrize("kind", KINDS)
def test_every_member_is_found_by_its_own_name(kind):
    assert KINDS[kind]
    assert all(member.name == name for name, member in KINDS[kind].items())


@pytest.mark.parametrize("kind", KINDS)
def test_every_name_that_a_config_may_use_is_there(kind):
    assert set(KNOWN[kind].split()) <= set(KINDS[kind])


@pytest.fixture
def kind(tmp_path, monkeypatch):
    """A folder of a kind, empty but for its own file."""
    folder = tmp_path / "kind_of_birds"
    folder.mkdir()
    (folder / "__init__.py").write_text("class Bird:\n    name: str\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield folder
    for name in [name for name in sys.modules if name.split(".")[0] == folder.name]:
        del sys.modules[name]


def test_a_new_file_in_the_folder_of_its_kind_is_found(kind):
    (kind / "robin.py").write_text("class Robin:\n    name = 'robin'\n", encoding="utf-8")
    (kind / "owl.py").write_text("class Owl:\n    name = 'barn_owl'\n", encoding="utf-8")
    found = discover(import_module(kind.name))
    assert {name: type(bird).__name__ for name, bird in found.items()} == {"barn_owl": "Owl", "robin": "Robin"}


def test_a_new_file_in_a_folder_within_that_of_its_kind_is_found(kind):
    (kind / "songbirds").mkdir()
    (kind / "songbirds" / "__init__.py").touch()
    (kind / "songbirds" / "robin.py").write_text("class Robin:\n    name = 'robin'\n", encoding="utf-8")
    assert list(discover(import_module(kind.name))) == ["robin"]


def test_what_a_file_only_imports_is_no_member_of_the_kind(kind):
    """What a file only imports or leaves nameless is no member of the kind."""
    (kind / "robin.py").write_text("class Robin:\n    name = 'robin'\n", encoding="utf-8")
    (kind / "young_robin.py").write_text(
        "from kind_of_birds.robin import Robin\n\nclass Nest:\n    pass\n\nclass Young(Robin):\n    pass\n",
        encoding="utf-8",
    )
    assert list(discover(import_module(kind.name))) == ["robin"]


def test_an_empty_folder_holds_no_member(kind):
    assert dict(discover(import_module(kind.name))) == {}


def test_what_stands_beside_the_members_of_a_kind_is_none_of_them(kind):
    (kind / "robin.py").write_text("class Robin:\n    name = 'robin'\n", encoding="utf-8")
    (kind / "nests.py").write_text("", encoding="utf-8")
    found = on_demand(import_module(kind.name), beside=["nests"])
    assert list(found) == ["robin"]
    assert f"{kind.name}.robin" not in sys.modules
    assert found["robin"].name == "robin"


def test_a_kind_on_demand_knows_its_names(kind):
    """A kind on demand knows its names and imports what is asked for."""
    (kind / "robin.py").write_text("class Robin:\n    name = 'robin'\n", encoding="utf-8")
    (kind / "owl.py").write_text("raise ImportError('of feathers')\n", encoding="utf-8")
    birds = on_demand(import_module(kind.name))
    assert (list(birds), len(birds)) == (["owl", "robin"], 2)
    assert type(birds["robin"]).__name__ == "Robin"
    with pytest.raises(ImportError, match="feathers"):
        birds["owl"]


def test_a_kind_on_demand_is_asked_whether_it_has_a_name(kind):
    """A kind on demand is asked whether it has a name without an import."""
    (kind / "owl.py").write_text("raise ImportError('of feathers')\n", encoding="utf-8")
    assert "owl" in on_demand(import_module(kind.name))


@pytest.mark.parametrize("name", ["heron", "__init__", "", "os"])
def test_a_kind_on_demand_does_not_know_what_has_no_file(kind, name):
    birds = on_demand(import_module(kind.name))
    assert birds.get(name) is None
    with pytest.raises(KeyError):
        birds[name]
