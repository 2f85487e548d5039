import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpsearch.engine.activations import ACTIVATIONS
from hpsearch.engine.architecture import Architecture
from hpsearch.engine.heads import HEADS
from hpsearch.engine.network import Network
from hpsearch.engine.padding import COARSE, FINE, SMALL, padded, places

from .networks import architecture, examples, gradient, parameters

ZERO_AT_ZERO = [name for name, activation in ACTIVATIONS.items() if activation.zero_at_zero]

widths = st.lists(st.integers(1, 40), max_size=3).map(tuple)
wide_ones = st.lists(st.integers(100, 5_000), max_size=2).map(tuple)
every_padded_activation = pytest.mark.parametrize("activation", ZERO_AT_ZERO)


def widened(narrow):
    """The stack that a network of this architecture trains in."""
    return Architecture(
        narrow.inputs,
        padded(narrow.hidden, narrow.activation),
        narrow.outputs,
        narrow.activation,
        narrow.head,
        narrow.batch_norm,
        members=narrow.members,
        parametric_activation=narrow.parametric_activation,
    )


def beside_nothing(narrow, theta):
    """The parameters of the stack, those of the padding 0."""
    stack = widened(narrow)
    wide = np.zeros((len(theta), stack.layout().size), theta.dtype)
    wide[:, places(narrow, stack)] = theta
    return stack, wide


@given(widths | wide_ones, st.sampled_from(ZERO_AT_ZERO))
def test_layers_are_padded_to_whole_registers(hidden, activation):
    """Layers are padded to whole registers and no further when padded again."""
    wide = padded(hidden, activation)
    for units, more in zip(hidden, wide, strict=True):
        multiple = COARSE if units <= SMALL else FINE
        assert units <= more < units + multiple
        assert more % multiple == 0
    assert padded(wide, activation) == wide


def test_small_layers_share_widths():
    """Small layers share few widths and large ones waste little."""
    assert padded((1, 32, 33, 127, 128, 129, 1000), "relu") == (32, 32, 64, 128, 128, 144, 1008)


@given(widths)
@pytest.mark.parametrize("activation", [name for name in ACTIVATIONS if name not in ZERO_AT_ZERO])
def test_an_activation_that_is_not_0_at_0_is_not_padded(activation, hidden):
    assert padded(hidden, activation) == hidden


def test_sigmoid_alone_is_not_padded():
    assert set(ACTIVATIONS) - set(ZERO_AT_ZERO) == {"sigmoid"}


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_an_activation_says_rightly_whether_it_is_0_at_0(activation):
    shape = architecture(hidden=(1,), activation=activation)
    network = Network(shape, np.zeros((1, shape.layout().size)))
    network.forward(np.zeros((3, 1)))
    assert (network.hidden(1)[0].item() == 0) == ACTIVATIONS[activation].zero_at_zero


@given(st.integers(1, 5), widths, st.sampled_from(sorted(HEADS)), st.booleans(), st.integers(1, 3))
def test_places_are_distinct_corners(inputs, hidden, head, batch_norm, members):
    """Places are distinct and bring every tensor to the corner of its wider one."""
    members = members if hidden else 1
    narrow = architecture(inputs, hidden, "relu", head, batch_norm=batch_norm, members=members)
    own = parameters(narrow)
    stack, wide = beside_nothing(narrow, own)
    at = places(narrow, stack)
    assert len(set(at.tolist())) == len(at) == narrow.layout().size
    assert wide[:, at].tobytes() == own.tobytes()
    layers = len(narrow.layers())
    for ours, theirs in zip(narrow.layout().views(own, layers), stack.layout().views(wide, layers), strict=True):
        for name, tensor in ours.items():
            rows, columns = tensor.shape[1:]
            assert (theirs[name][:, :rows, :columns] == tensor).all()
            assert np.count_nonzero(theirs[name]) == np.count_nonzero(tensor)


@given(st.integers(1, 5), widths)
def test_a_network_of_the_stacks_own_widths_lies_where_it_is(inputs, hidden):
    shape = architecture(inputs, hidden, "relu")
    assert places(shape, shape).tolist() == list(range(shape.layout().size))


@every_padded_activation
@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("batch_norm", [False, True])
@pytest.mark.parametrize("members", [1, 3])
def test_a_padded_network_computes_what_it_computes_without(activation, head, batch_norm, members):
    own = {"batch_norm": batch_norm, "members": members, "parametric_activation": members > 1}
    narrow = architecture(hidden=(7, 17), activation=activation, head=head, **own)
    own, (x, y) = parameters(narrow, models=2), examples(narrow, 20)
    stack, wide = beside_nothing(narrow, own)
    at, learned = places(narrow, stack), narrow.layout().learned
    expected = gradient(narrow, own.copy(), x, y)
    inner = gradient(stack, wide.copy(), x, y)
    assert inner[:, at[:learned]] == pytest.approx(expected, rel=1e-8, abs=1e-14)
    assert not np.delete(inner, at[:learned], axis=1).any()
    assert Network(stack, wide).predict(x) == pytest.approx(Network(narrow, own).predict(x), rel=1e-11)
