"""What only the data can tell about a config: whether the two fit."""

import pytest

from hpsearch.config import config_from
from hpsearch.errors import ConfigError
from hpsearch.metrics import METRICS
from hpsearch.metrics.actual import Need
from hpsearch.records import replace
from hpsearch.search.prepare import prepare
from hpsearch.space import Choice


@pytest.fixture
def table(tmp_path):
    """Writes rows of some classes, 20 to train and 5 for dev, and gives a config's `data` for them."""

    def data(train, dev):
        classes = [*(train * 20)[:20], *(dev * 5)[:5]]
        rows = [f"{i},{'train' if i < 20 else 'dev'},{name}" for i, name in enumerate(classes)]
        (tmp_path / "rows.csv").write_text("\n".join(["x,part,y", *rows]), encoding="utf-8")
        return {"source": str(tmp_path / "rows.csv"), "split": "part"}

    return data


@pytest.mark.parametrize(
    ("train", "dev", "named"),
    [("ab", "a", "class 'b'"), ("abc", "cb", "class 'a'"), ("abcd", "c", "classes 'a', 'b', 'd'")],
)
def test_auc_is_refused_where_the_dev_part_lacks_a_class(table, train, dev, named):
    config = config_from({"data": table(train, dev), "search": {"metric": "dev_auc"}})
    with pytest.raises(ConfigError, match=rf"search.metric: dev_auc .* no row of ({named}); .*dev_(f1|error)"):
        prepare(config)


@pytest.mark.parametrize("metric", [name for name, each in METRICS.items() if each.needs != Need.NOTHING])
def test_a_metric_without_a_value_on_the_dev_part_is_refused(table, metric):
    """A metric that has no value on the dev part is refused before training, and another is named."""
    data = table("ab", "a") if "classification" in METRICS[metric].tasks else table("123456789", "55")
    config = config_from({"data": {**data, "task": METRICS[metric].tasks[0]}, "search": {"metric": f"dev_{metric}"}})
    with pytest.raises(ConfigError, match=rf"search.metric: dev_{metric} has no value, .*such as dev_(error|rmse)"):
        prepare(config)


@pytest.mark.parametrize(("metric", "dev"), [("dev_auc", "ab"), ("dev_f1", "ab"), ("dev_error", "a"), ("auto", "a")])
def test_a_metric_that_the_dev_part_allows_is_fine(table, metric, dev):
    config = config_from({"data": table("ab", dev), "search": {"metric": metric}})
    assert prepare(config).ranking.metric == metric.replace("auto", "dev_error")


def augmenting(source, augment):
    """A config of `source` that states `augment`, whether or not a config may state it yet."""
    config = config_from({"data": {"source": source}})
    return replace(config, hyperparameters={**config.hyperparameters, "augment": augment})


@pytest.mark.parametrize(
    ("source", "augment", "says"),
    [
        ("iris", {"flip": "horizontal", "shift": 0, "noise": 0.0}, r"augment\.flip: is for images"),
        ("iris", {"flip": None, "shift": 2, "noise": 0.1}, r"augment\.shift: is for images"),
        ("iris", Choice((None, {"flip": None, "shift": 2, "noise": 0.0})), r"augment\.choices\[1\]\.shift: is for im"),
        ("digits", {"flip": None, "shift": 8, "noise": 0.0}, r"augment\.shift: 8 moves an image of 8 × 8 .* at most 7"),
    ],
)
def test_moving_what_is_no_image_is_refused(source, augment, says):
    with pytest.raises(ConfigError, match=rf"^config: hyperparameters\.{says}"):
        prepare(augmenting(source, augment))


def test_moving_pixels_is_refused_where_each_is_several_inputs():
    data = {"source": "digits", "numbers": {"piecewise_linear": 4}}
    with pytest.raises(ConfigError, match=r"augment: moves pixels, .* expected data\.numbers: plain"):
        prepare(config_from({"data": data, "hyperparameters": {"augment": {"shift": 1}}}))


@pytest.mark.parametrize(
    ("source", "augment"),
    [
        ("iris", None),
        ("iris", {"flip": None, "shift": 0, "noise": 0.1}),
        ("iris", Choice((None, {"flip": None, "shift": 0, "noise": 0.1}))),
        ("digits", {"flip": "horizontal", "shift": 7, "noise": 0.1}),
    ],
)
def test_augmentation_that_fits_is_fine(source, augment):
    assert prepare(augmenting(source, augment)).config.hyperparameters["augment"] == augment
