import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from hpsearch.engine.heads import HEADS
from hpsearch.metrics import METRICS
from hpsearch.training.examples.sets import Examples
from tests.training.runs import judged
from tests.training.sets import CLASSES, training_set

REGRESSION_LOSSES = {
    "absolute": lambda distance: distance,
    "huber": lambda distance: np.where(distance <= 1, distance**2 / 2, distance - 0.5),
    "linear": lambda distance: distance**2,
}

CASES = [
    (name, head)
    for name in METRICS
    for head in HEADS
    if ("classification" if CLASSES[head] else "regression") in METRICS[name].tasks
]


def logits(made, examples, models=3, dtype=np.float64):
    return np.random.default_rng(3).normal(size=(models, made.outputs, len(examples.y))).astype(dtype)


@pytest.mark.parametrize(("name", "head"), CASES)
def test_a_metric_of_networks_is_that_of_their_predictions(name, head):
    made = training_set(head, dtype=np.float64)
    z = logits(made, made.dev)
    of_networks = judged(name, z, made.dev, made.target_scale)
    for model, p in enumerate(HEADS[head].predict(z)):
        if made.classes:
            expected = METRICS[name].of(p.T, made.dev.y)
        elif name == "loss":
            expected = np.mean(REGRESSION_LOSSES[head](np.abs(p[0] - made.dev.encoded)))
        else:
            expected = METRICS[name].of(p[0] * made.target_scale + 7, made.dev.encoded * made.target_scale + 7)
        assert of_networks[model] == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(("name", "head"), CASES)
def test_a_models_metric_does_not_depend_on_its_companions(name, head):
    made = training_set(head, dev=3_001)
    z = logits(made, made.dev, models=5, dtype=np.float32)
    together = judged(name, z, made.dev, made.target_scale)
    assert together.dtype == np.float64
    for model in range(5):
        alone = judged(name, z[model : model + 1].copy(), made.dev, made.target_scale)
        assert alone.tobytes() == together[model : model + 1].tobytes()


def perfect(made, examples):
    """Z that decides every example rightly."""
    return (examples.targets if not made.classes else 60 * examples.targets - 30)[None]


@pytest.mark.parametrize(("name", "head"), CASES)
def test_a_perfect_model_has_the_best_value_there_is(name, head):
    made = training_set(head, dtype=np.float64)
    metric = METRICS[name]
    best = judged(name, perfect(made, made.dev), made.dev, made.target_scale)
    assert best == pytest.approx([1.0 if metric.maximize else 0.0], abs=1e-9)
    worse = judged(name, -perfect(made, made.dev), made.dev, made.target_scale)
    assert (worse < best) if metric.maximize else (worse > best)


def test_errors_are_in_original_units():
    """Errors in original units are those of the original targets."""
    made = training_set("linear", dtype=np.float64)
    z = logits(made, made.dev)
    in_units = z[:, 0] * made.target_scale + 7.0
    assert judged("rmse", z, made.dev, made.target_scale) == pytest.approx(
        np.sqrt(((in_units - made.dev.y) ** 2).mean(axis=1))
    )
    assert judged("mae", z, made.dev, made.target_scale) == pytest.approx(np.abs(in_units - made.dev.y).mean(axis=1))


def measured(name, classes, y, z):
    """A classification metric of models with logits `z`, (models, outputs, m)."""
    head = "sigmoid" if classes == 2 else "softmax"
    y, z = np.asarray(y), np.asarray(z)
    with np.errstate(all="ignore"):
        return judged(name, z, Examples(z[0], y, y, head, classes), 1.0)


labels = arrays(np.int64, 20, elements=st.integers(0, 1)).filter(lambda y: 0 < y.sum() < 20)
scores = arrays(np.float64, (2, 1, 20), elements=st.integers(-5, 5).map(float))


@given(labels, scores)
def test_auc_depends_on_the_order_of_the_scores_alone(y, z):
    area = measured("auc", 2, y, z)
    assert ((area >= 0) & (area <= 1)).all()
    for monotone in (np.exp, np.arctan, lambda z: 3 * z - 7, lambda z: z**3):
        assert measured("auc", 2, y, monotone(z)).tolist() == area.tolist()


@given(labels, scores)
def test_turning_the_scores_or_the_classes_over_turns_auc_over(y, z):
    area = measured("auc", 2, y, z)
    assert measured("auc", 2, y, -z) == pytest.approx(1 - area)
    assert measured("auc", 2, 1 - y, z) == pytest.approx(1 - area)


@given(labels, scores, st.randoms())
def test_f1_and_auc_do_not_depend_on_the_order_of_the_examples(y, z, random):
    order = random.sample(range(20), 20)
    for name in ("f1", "auc"):
        assert measured(name, 2, y[order], z[..., order]).tolist() == measured(name, 2, y, z).tolist()


@given(arrays(np.int64, 12, elements=st.integers(0, 3)), arrays(np.float32, (3, 4, 12), elements=st.integers(-3, 3)))
def test_f1_of_any_labels_is_a_plain_loop_over_the_classes(y, z):
    guesses = z.argmax(axis=1)
    expected = []
    for model in range(3):
        f1s = []
        for k in range(4):
            hits = sum(guess == label == k for guess, label in zip(guesses[model], y, strict=True))
            either = sum(guesses[model] == k) + sum(y == k)
            f1s.append(2 * hits / either if either else 0.0)
        expected.append(sum(f1s) / 4)
    assert measured("f1", 4, y, z) == pytest.approx(expected)


@pytest.mark.parametrize("name", ["f1", "auc"])
@pytest.mark.parametrize("classes", [2, 3])
@pytest.mark.parametrize("wrong", [np.nan, np.inf, -np.inf])
def test_a_diverged_model_has_no_f1_and_no_auc(name, classes, wrong):
    """A model that left the finite numbers has no F1 and no AUC."""
    y = np.arange(12) % classes
    z = np.random.default_rng(0).normal(size=(3, 1 if classes == 2 else classes, 12))
    sound = measured(name, classes, y, z)
    z[1, 0, 4] = wrong
    assert np.isnan(measured(name, classes, y, z)).tolist() == [False, True, False]
    assert measured(name, classes, y, z)[[0, 2]].tolist() == sound[[0, 2]].tolist()


@pytest.mark.parametrize(("classes", "y"), [(2, [1, 1, 1]), (2, [0, 0, 0]), (3, [0, 1, 1])])
def test_auc_has_no_value_where_a_class_is_absent_or_alone(classes, y):
    z = np.random.default_rng(0).normal(size=(2, 1 if classes == 2 else classes, 3))
    assert np.isnan(measured("auc", classes, y, z)).all()


def test_mean_auc_does_not_depend_on_companions():
    """The mean AUC of many classes does not depend on companions either."""
    y = np.arange(90) % 30
    z = np.random.default_rng(0).normal(size=(4, 30, 90)).astype(np.float32)
    together = measured("auc", 30, y, z)
    assert [measured("auc", 30, y, z[model : model + 1])[0] for model in range(4)] == together.tolist()


def test_auc_tells_apart_what_float32_probabilities_cannot():
    """Probabilities that float32 rounds to 1 are still in order."""
    z = np.zeros((1, 3, 6), np.float32)
    y = np.array([0, 0, 1, 1, 2, 2])
    z[0, 0] = [30, 31, 20, 21, 22, 23]
    z[0, 2, 4:] = 5
    assert len(np.unique(HEADS["softmax"].predict(z)[0, 0])) == 1
    assert measured("auc", 3, y, z).tolist() == [1.0]
