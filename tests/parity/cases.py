"""Random networks with their data, drawn without PyTorch, and their training batches."""

from dataclasses import dataclass
from itertools import accumulate, pairwise, product
from math import inf
from pathlib import Path

import numpy as np

from hpsearch.engine.arrays import Array, Labels
from hpsearch.engine.heads import HEADS
from hpsearch.randomness import Purpose, generator
from hpsearch.training.examples.batches import batch_sizes
from hpsearch.training.examples.sets import Examples, TrainingSet
from hpsearch.training.recipe import Recipe
from hpsearch.trials.input_views import InputView

FIXTURES = Path(__file__).with_name("fixtures.npz")
FIRST_FIXTURE = 640
"""Networks from here on are not among those whose rounding grows (see proof.py)."""

# What the peer has too, in the order that numbers the networks: members that are added later renumber none of them.
ACTIVATIONS = ("elu", "gelu", "identity", "leaky_relu", "relu", "sigmoid", "silu", "tanh")
KINDS_OF_HEAD = ("linear", "sigmoid", "softmax")
OPTIMIZERS = ("adam", "adamw", "sgd", "momentum", "nesterov", "rmsprop")
SCHEDULES = ("constant", "cosine", "exponential", "inverse_sqrt", "inverse_time", "staircase")

STEPS = 100
SEED = 7
"""Of the cohorts, for the order of their batches and for what dropout draws."""

Tensors = dict[str, Array]
"""All that a network is made of: W[l], b[l], gamma[l], beta[l], and the averages mean[l] and variance[l]."""


@dataclass(frozen=True)
class Trajectory:
    """The loss on the training part after each epoch, (epochs,), and what the network is made of at the end."""

    losses: Array
    tensors: Tensors


@dataclass(frozen=True)
class Case:
    """A network that starts from `tensors`, and what it is trained on."""

    recipe: Recipe
    training_set: TrainingSet
    tensors: Tensors

    @property
    def architecture(self):
        return self.recipe.architecture(self.training_set)


@dataclass(frozen=True)
class Step:
    """The examples of a batch, and the dropout mask of the input and of each hidden layer, (units, examples)."""

    examples: Labels
    masks: list[Array | None]


def drawn(network, optimizer, schedule, warmup, widest=24):
    """Network number `network`, whatever it is trained with; each feature is on in about half of them."""
    rng = np.random.default_rng([network, 41])
    on = dict(zip(("batch_norm", "l2", "smoothing", "weights", "clip", "dropout"), rng.random(6) < 0.5, strict=True))
    # Eight and three have no divisor in common: each activation meets each head.
    activation, head = ACTIVATIONS[network % len(ACTIVATIONS)], KINDS_OF_HEAD[network % len(KINDS_OF_HEAD)]
    hidden = tuple(map(int, rng.integers(1, widest + 1, size=rng.integers(4))))
    batch_size, batches = int(rng.integers(4, 33)), int(rng.choice([4, 5, 10, 20]))
    last = int(rng.integers(1, batch_size))  # a single example joins the batch before where there is batch norm
    full = batches - (not (on["batch_norm"] and last == 1))
    training_set = _training_set(rng, head, batch_size * full + last, inputs=int(rng.integers(1, widest // 2 + 1)))
    keep = np.where(on["dropout"], rng.uniform(0.5, 1, size=len(hidden) + 1), 1.0).tolist()
    recipe = Recipe(
        hidden=hidden,
        activation=activation,
        initializer="auto",
        optimizer=optimizer,
        learning_rate=float(10 ** rng.uniform(-4, -2)),
        beta1=float(rng.choice([0.5, 0.9, 0.95])),
        beta2=float(rng.choice([0.9, 0.99, 0.999])),
        epsilon=float(rng.choice([1e-8, 1e-6, 1e-4])),
        l2=float(10 ** rng.uniform(-2, 1)) if on["l2"] else 0.0,
        batch_size=batch_size,
        epochs=STEPS // batches,
        weight_decay=float(10 ** rng.uniform(-3, 0)) if optimizer == "adamw" else 0.0,
        schedule=schedule,
        decay_rate=float(rng.uniform(0.5, 0.99)),
        decay_epochs=int(rng.integers(1, 4)),
        warmup_epochs=int(rng.integers(1, 4)) if warmup else 0,
        batch_norm=bool(on["batch_norm"]),
        keep_prob=tuple(keep[1:]),
        input_keep_prob=keep[0],
        clip_norm=float(10 ** rng.uniform(-1, 0.5)) if on["clip"] else inf,
        label_smoothing=float(rng.uniform(0.01, 0.3)) if on["smoothing"] and head != "linear" else 0.0,
        class_weight="balanced" if on["weights"] and head != "linear" else None,
        parametric_activation=bool(np.random.default_rng([network, 44]).random() < 0.3),
        view=InputView(waves=int(np.random.default_rng([network, 45]).choice([0, 0, 3]))),
        members=int(np.random.default_rng([network, 43]).choice([1, 1, 2, 3])) if hidden else 1,
    )
    return Case(recipe, training_set, _tensors(rng, recipe.architecture(training_set)))


def proof_cases(networks):
    """Each network with every optimizer; 12 in a row bring every optimizer together with every schedule."""
    for network in range(networks):
        for shift, optimizer in enumerate(OPTIMIZERS):
            yield network, optimizer, SCHEDULES[(network + shift) % len(SCHEDULES)], network // len(SCHEDULES) % 2 == 1


def fixture_cases():
    """Every optimizer with every schedule once, each schedule with and without warm-up."""
    for number, (row, (place, optimizer)) in enumerate(product(range(len(SCHEDULES)), enumerate(OPTIMIZERS))):
        yield drawn(
            FIRST_FIXTURE + number, optimizer, SCHEDULES[(row + place) % len(SCHEDULES)], row % 2 == 1, widest=8
        )


def epochs(case, dtype):
    """The steps of each epoch: in the order and with the masks that cohorts draw."""
    recipe, count = case.recipe, len(case.training_set.train.y)
    ends = list(pairwise(accumulate(batch_sizes(count, recipe.batch_size, least=1 + recipe.batch_norm), initial=0)))
    keep_probs = np.array([recipe.input_keep_prob, *recipe.keep_prob], dtype)
    widths = case.architecture.widths
    drawn_widths = (widths[0], *recipe.padded)
    for epoch in range(recipe.epochs):
        order = generator(SEED, Purpose.BATCH_ORDER, 0, epoch).permutation(count)
        draws = [generator(SEED, Purpose.DROPOUT, 0, epoch, layer) for layer in range(len(keep_probs))]
        steps = []
        for start, end in ends:
            masks = []
            for layer, (draw, keep, width) in enumerate(zip(draws, keep_probs, drawn_widths, strict=True)):
                columns = (end - start) * (recipe.members if layer else 1)
                kept = draw.random((width, columns), dtype)[: widths[layer]] < keep if keep < 1 else None
                masks.append(None if kept is None else kept.astype(dtype) / keep)
            steps.append(Step(order[start:end], masks))
        yield steps


def _training_set(rng, head, count, inputs):
    """Features of different scales, and what follows from a mix of them; classes of different sizes."""
    x = rng.normal(size=(count, inputs)) * rng.uniform(0.5, 2, size=inputs)
    mix = x @ rng.normal(size=inputs) / inputs**0.5 + 0.3 * rng.normal(size=count)
    classes = {"linear": 0, "sigmoid": 2, "softmax": int(rng.integers(2, 6))}[head]
    cuts = np.quantile(mix, np.sort(rng.uniform(0.1, 0.9, size=max(classes - 1, 0))))
    y = np.digitize(mix, cuts) if classes else mix
    y[:classes] = np.arange(classes)  # each occurs
    train = Examples(x.T, y, y, head, classes)
    return TrainingSet(
        task="classification" if classes else "regression",
        head=head,
        outputs=HEADS[head].outputs(classes),
        classes=classes,
        train=train,
        sample=train.by_feature(),
        dev=train.by_feature(),
        target_scale=1.0,
        numbers=max(inputs - 1, 1),
    )


def _tensors(rng, architecture):
    """Weights that keep the signal; biases, β and γ are drawn, too, as values that start at 0 may be only rounding."""
    tensors = {}
    for layer, (n_in, n_out) in enumerate(architecture.products, start=1):
        last, members = layer > len(architecture.hidden), architecture.members
        n_out *= members if last else 1  # noqa: PLW2901 (each member has an output layer)
        tensors[f"W[{layer}]"] = rng.normal(size=(n_out, n_in)) * n_in**-0.5
        shift = 0.3 * rng.normal(size=n_out)
        if not architecture.batch_norm or last:
            tensors[f"b[{layer}]"] = shift
        else:
            tensors[f"gamma[{layer}]"] = rng.uniform(0.7, 1.3, size=n_out)
            tensors[f"beta[{layer}]"] = shift
            tensors[f"mean[{layer}]"], tensors[f"variance[{layer}]"] = np.zeros(n_out), np.ones(n_out)
        if architecture.parametric_activation and not last:
            tensors[f"bend[{layer}]"] = rng.uniform(5, 12, size=n_out)
    if architecture.waves:
        shape = (architecture.numbers, architecture.waves)
        tensors["frequency[0]"], tensors["phase[0]"] = rng.normal(size=shape), rng.uniform(-np.pi, np.pi, size=shape)
    if architecture.members > 1:
        tensors["scales[1]"] = rng.normal(size=(architecture.members, next(architecture.products)[0]))
    return tensors
