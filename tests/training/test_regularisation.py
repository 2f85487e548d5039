"""Regularisation applies in training only, and follows its formula there."""

import numpy as np
import pytest

from hpsearch.engine.layers.dropout import Dropout
from hpsearch.engine.network import Network
from hpsearch.records import replace
from hpsearch.training.networks.cohort import Cohort

from .runs import endings, judged, run
from .sets import recipe, training_set
from .test_companions import FEATURES, pictures


@pytest.fixture
def masks(monkeypatch):
    """The masks that dropouts draw, as they come."""
    seen = []
    right = Dropout.draw

    def noted(self, generator, examples):
        right(self, generator, examples)
        seen.append(self._mask(np.empty((1, self.units, examples))).copy())

    monkeypatch.setattr(Dropout, "draw", noted)
    return seen


@pytest.mark.parametrize("feature", FEATURES)
@pytest.mark.parametrize("head", ["sigmoid", "softmax"])
def test_metrics_are_those_of_the_plain_network(feature, head):
    """Without masks, clipping, weights of classes or smoothed targets."""
    made, recipes = pictures(head), FEATURES[feature]
    for one, ending in zip(recipes, endings(run(recipes, made)), strict=True):
        network = Network(one.architecture(made), ending.parameters[None].copy())
        for part, examples in (("train", made.sample), ("dev", made.dev)):
            z = network.predict(examples.x)
            for name in ("loss", "error"):
                (measured,) = judged(name, z, examples)
                assert measured == pytest.approx(ending.metrics[f"{part}_{name}"], rel=1e-5)


def test_a_step_is_what_the_formulas_say():
    """Of softmax regression on the whole set with L2, smoothed targets, weights of classes and a clipped gradient."""
    made = training_set(dtype=np.float64)
    recipes = [
        recipe(hidden=(), optimizer="sgd", learning_rate=0.5, batch_size=70, class_weight="balanced", **own)
        for own in (
            {"l2": 3.0, "label_smoothing": 0.2, "clip_norm": 0.05},
            {"l2": 0.5, "label_smoothing": 0.0, "clip_norm": 1e3},
            {"label_smoothing": 0.1, "clip_norm": 1e-3},
        )
    ]
    cohort = Cohort(recipes, made, 0)
    before = [cohort.parameters(model) for model in range(3)]
    norms = cohort.train_epoch()
    x, y, m = made.train.x, made.train.targets, 70
    example_weights = m / (3 * np.bincount(made.train.y))[made.train.y]
    for model, one in enumerate(recipes):
        w, b = before[model][:12].reshape(3, 4), before[model][12:].reshape(3, 1)
        a = np.exp(w @ x + b)
        a /= a.sum(axis=0)
        target = (1 - one.label_smoothing) * y + one.label_smoothing / 3
        dz = (a - target) * example_weights / m
        gradient = np.concatenate([(dz @ x.T + one.l2 / m * w).ravel(), dz.sum(axis=1)])
        assert norms[model] == pytest.approx(np.linalg.norm(gradient), rel=1e-9)  # before it is clipped
        gradient *= min(1, one.clip_norm / np.linalg.norm(gradient))
        assert cohort.parameters(model) == pytest.approx(before[model] - 0.5 * gradient, rel=1e-9, abs=1e-12)


def test_no_step_is_longer_than_the_clipped_gradient_allows():
    limits, made = [0.5, 0.01, 1e-4], training_set(dtype=np.float64)
    whole = {"optimizer": "sgd", "learning_rate": 1.0, "batch_size": 70}
    cohort = Cohort([recipe(**whole, clip_norm=limit) for limit in limits], made, 0)
    for _ in range(5):
        before = [cohort.parameters(model) for model in range(3)]
        cohort.train_epoch()
        for model, limit in enumerate(limits):
            assert np.linalg.norm(cohort.parameters(model) - before[model]) <= limit * (1 + 1e-12)


def test_every_batch_of_every_epoch_has_fresh_masks_of_its_size(masks):
    cohort = Cohort([recipe(keep_prob=(0.5, 1.0), batch_size=16)], training_set(train=40), 0)
    for _ in range(3):
        cohort.train_epoch()
    assert [mask.shape[-1] for mask in masks] == [16, 16, 8] * 3
    assert len({mask.tobytes() for mask in masks}) == 9


def test_masks_hang_on_the_seed_and_the_repeat_alone(masks):
    made, drawn = training_set(), []
    usual = recipe(keep_prob=(0.5, 0.5))
    other = recipe(keep_prob=(0.5, 0.5), optimizer="sgd", learning_rate=3.0, batch_norm=True, activation="tanh")
    for one, seed, repeat in ((usual, 0, 0), (other, 0, 0), (usual, 1, 0), (usual, 0, 1)):
        masks.clear()
        Cohort([one], made, seed, repeat).train_epoch()
        drawn.append(b"".join(mask.tobytes() for mask in masks))
    assert drawn[0] == drawn[1]
    assert len(set(drawn)) == 3


def test_layers_have_masks_of_their_own(masks):
    Cohort([recipe(keep_prob=(0.5, 0.5), batch_size=70)], training_set(), 0).train_epoch()
    first, second = masks
    assert (first != second).any()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, [None, None, None]),
        ({"input_keep_prob": 0.8}, [0.8, None, None]),
        ({"keep_prob": (1.0, 0.5)}, [None, None, 0.5]),
        ({"keep_prob": (0.6, 0.5), "input_keep_prob": 0.9}, [0.9, 0.6, 0.5]),
    ],
)
def test_dropout_is_where_the_recipe_has_it(changes, expected, masks):
    cohort = Cohort([recipe(**changes)], training_set(train=16), 0)
    cohort.train_epoch()
    assert [dropout is not None for dropout in cohort.network.dropouts] == [keep is not None for keep in expected]
    kept = [1 / float(mask.max()) for mask in masks]
    assert kept == pytest.approx([keep for keep in expected if keep is not None], rel=1e-6)


def test_dropout_widens_the_gap_to_what_is_learnt_by_heart():
    """A network that could learn 30 examples by heart learns them less well, and no worse what is new."""
    made = training_set(train=30, dev=200)
    usual = {"hidden": (32, 32), "epochs": 80, "batch_size": 30}
    plain, dropped = endings(run([recipe(**usual), recipe(keep_prob=(0.5, 0.5), **usual)], made))
    assert plain.metrics["train_loss"] < dropped.metrics["train_loss"]
    assert dropped.metrics["dev_loss"] < plain.metrics["dev_loss"]


FADES = {"cosine": (1, 0.75, 0.25), "flat_cos": (1, 1, 0.75), "constant": (1, 1, 1)}
"""What the strength is multiplied by in each of three epochs."""


@pytest.mark.parametrize("schedule", FADES)
def test_dropout_l2_and_weight_decay_fade_together(schedule, masks):
    """Beside a model that keeps its own, and whose masks stay what they are."""
    own = {"l2": 3.0, "weight_decay": 0.5, "keep_prob": (0.5, 0.8), "input_keep_prob": 0.9}
    usual = recipe(optimizer="adamw", epochs=3, batch_size=70, hidden=(64, 64), **own)
    cohort = Cohort([replace(usual, regularisation_schedule=schedule), usual], training_set(), 0)
    for factor in FADES[schedule]:
        cohort.train_epoch()
        strengths = {name: cohort._step_columns[name][:, 0] for name in ("l2", "weight_decay")}
        assert strengths["l2"] == pytest.approx([3 * factor, 3])
        assert strengths["weight_decay"] == pytest.approx([0.5 * factor, 0.5])
        for drawn, keep in zip(masks[-3:], (0.9, 0.5, 0.8), strict=True):
            faded, stated = drawn if len(drawn) == 2 else (drawn[0], drawn[0])
            assert faded.max() == pytest.approx(1 / (1 - (1 - keep) * factor))
            assert stated.max() == pytest.approx(1 / keep)


def test_what_fades_reaches_nearly_nothing_before_the_end():
    one = recipe(l2=1.0, keep_prob=(0.5, 0.5), epochs=200, regularisation_schedule="flat_cos")
    assert one.kept(99) == (1.0, 0.5, 0.5)
    assert one.kept(199) == pytest.approx((1, 1, 1), abs=1e-3)
