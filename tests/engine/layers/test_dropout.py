import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpsearch.engine.activations import ACTIVATIONS
from hpsearch.engine.layers.dropout import Dropout
from hpsearch.engine.network import Network
from tests.engine.networks import architecture, examples, parameters

UNITS, EXAMPLES = 50, 40


def dropouts(shape, keep_prob, count, dtype=np.float64, seed=0):
    """One for each layer but the last, with masks for `count` examples; `keep_prob` is (layers, models)."""
    made = [Dropout(units, np.array(keep, dtype)) for units, keep in zip(shape.widths[:-1], keep_prob, strict=True)]
    for layer, dropout in enumerate(made):
        dropout.draw(np.random.default_rng([seed, layer]), count)
    return made


def masks(dropout, models, draws=1, seed=0, dtype=np.float64):
    """The masks D that it draws, (draws, models, units, examples): its outputs for ones in training."""
    shape = architecture(inputs=UNITS, hidden=(), classes=UNITS)
    theta = np.zeros((models, shape.layout().size), dtype)
    network = Network(shape, theta, [dropout])
    network.w[1]["W"][...] = np.eye(UNITS)
    generator, ones = np.random.default_rng(seed), np.ones((UNITS, EXAMPLES), dtype)
    drawn = []
    for _ in range(draws):
        dropout.draw(generator, EXAMPLES)
        drawn.append(network.forward(ones).copy())
    return np.array(drawn)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("keep", [0.1, 0.5, 0.8, 0.99])
def test_units_are_kept_with_their_probability(dtype, keep):
    """A unit is kept with probability keep_prob and divided by it, so that its mean stays."""
    drawn = masks(Dropout(UNITS, np.array([keep], dtype)), 1, draws=50, dtype=dtype)
    assert set(np.unique(drawn)) == {0, dtype(1) / dtype(keep)}
    deviation = np.sqrt((1 - keep) / keep / drawn.size)
    assert drawn.mean(dtype=np.float64) == pytest.approx(1, abs=4 * deviation)
    assert np.mean(drawn > 0, axis=(0, 1, 3)) == pytest.approx(np.full(UNITS, keep), abs=5 * (0.25 / 2_000) ** 0.5)


def test_every_step_draws_a_fresh_mask():
    drawn = masks(Dropout(UNITS, np.array([0.5])), 1, draws=5)
    assert len({mask.tobytes() for mask in drawn}) == 5


def test_a_mask_stays_until_the_next_draw():
    shape = architecture()
    network, (x, _) = Network(shape, parameters(shape), dropouts(shape, [[0.5]] * 3, 6)), examples(shape, 6)
    first = network.forward(x).tobytes()
    network.predict(x)
    assert network.forward(x).tobytes() == first


def test_all_models_share_what_is_drawn():
    same = masks(Dropout(UNITS, np.array([0.6, 0.6, 0.6])), 3)[0]
    assert (same == same[0]).all()
    few, some, all_ = masks(Dropout(UNITS, np.array([0.3, 0.6, 1.0])), 3)[0]
    assert ((few > 0) <= (some > 0)).all()
    assert (all_ == 1).all()


@given(st.lists(st.floats(0.05, 1), min_size=2, max_size=4))
def test_a_model_keeps_the_mask_that_it_has_alone(keep_probs):
    together = masks(Dropout(UNITS, np.array(keep_probs)), len(keep_probs))[0]
    for mask, keep in zip(together, keep_probs, strict=True):
        assert masks(Dropout(UNITS, np.array([keep])), 1)[0, 0].tobytes() == mask.tobytes()


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("batch_norm", [False, True])
def test_keep_prob_1_changes_no_bit(activation, batch_norm):
    """A model with keep_prob 1 among others has the bits of a network without dropout."""
    shape = architecture(activation=activation, batch_norm=batch_norm)
    theta, (x, y) = parameters(shape, models=3), examples(shape, 8)
    mixed = Network(shape, theta.copy(), dropouts(shape, [[0.5, 1, 0.8]] * 3, 8))
    plain = Network(shape, theta[1:2].copy())
    assert mixed.forward(x)[1:2].tobytes() == plain.forward(x).tobytes()
    for network in (mixed, plain):
        network.backward(x, y)
    assert mixed.gradient[1:2].tobytes() == plain.gradient.tobytes()
    assert (mixed.gradient[[0, 2]] != plain.gradient).any(axis=1).all()


def test_there_is_none_in_prediction():
    shape = architecture(batch_norm=True)
    theta, (x, _) = parameters(shape, models=2), examples(shape, 8)
    network = Network(shape, theta, dropouts(shape, [[0.5, 0.1]] * 3, 8))
    assert network.predict(x).tobytes() == Network(shape, theta).predict(x).tobytes()
    assert (network.forward(x).copy() != network.predict(x)).any()


@pytest.mark.parametrize("layer", range(3))
def test_it_acts_behind_the_input_or_one_hidden_layer_alone(layer):
    """Dropping the unit behind a layer leaves the activations of that layer and below as they were."""
    shape = architecture(hidden=(4, 2))
    keep_prob = [[1.0]] * 3
    keep_prob[layer] = [0.5]
    theta, (x, _) = parameters(shape), examples(shape, 8)
    plain, dropped = Network(shape, theta), Network(shape, theta, dropouts(shape, keep_prob, 8))
    outputs = plain.forward(x).copy(), dropped.forward(x).copy()
    assert (outputs[0] != outputs[1]).any()
    changed = [(one != other).any() for one, other in zip(plain.hidden(8), dropped.hidden(8), strict=True)]
    assert changed == [number >= layer for number in range(2)]


def test_a_layer_without_it_is_none_and_costs_no_layer():
    shape = architecture(hidden=(4, 2))
    only_first = [None, Dropout(4, np.array([0.5])), None]
    assert len(shape.layers(only_first)) == len(shape.layers()) + 1


def test_the_gradient_passes_the_kept_units_alone():
    shape = architecture(hidden=(UNITS,), classes=UNITS)
    network, (x, y) = Network(shape, parameters(shape), [None, Dropout(UNITS, np.array([0.5]))]), examples(shape, 1)
    network.w[-1]["W"][...], network.w[-1]["b"][...] = np.eye(UNITS), 0
    network.dropouts[1].draw(np.random.default_rng(0), 1)
    kept = network.forward(x)[0, :, 0] != 0
    network.backward(x, y)
    assert ((network.dw[0]["W"][0] != 0).all(axis=1) == kept).all()
    assert ((network.dw[-1]["W"][0] != 0).all(axis=0) == kept).all()
    assert 0 < np.count_nonzero(kept) < UNITS


def test_batch_sizes_take_turns():
    shape = architecture(hidden=(4,))
    made = dropouts(shape, [[0.5]] * 2, 8)
    network = Network(shape, parameters(shape), made)
    (large, _), (small, y_small) = examples(shape, 8), examples(shape, 3, seed=2)
    expected = network.forward(large).tobytes()
    for layer, dropout in enumerate(made):
        dropout.draw(np.random.default_rng([5, layer]), 3)
    network.forward(small)
    network.backward(small, y_small)
    assert network.forward(large).tobytes() == expected
