"""Small training sets, made up on the spot, and recipes for them."""

import numpy as np

from hpsearch.engine.binned import BinnedInputs
from hpsearch.engine.heads import HEADS
from hpsearch.records import replace
from hpsearch.training.examples.sets import Examples, TrainingSet
from hpsearch.training.recipe import Recipe

CLASSES = {"absolute": 0, "huber": 0, "linear": 0, "sigmoid": 2, "softmax": 3}


def examples(head, count, inputs, rng, scale, mean, dtype):
    """Examples that can be learnt: y follows from a linear mix of x."""
    x = rng.normal(size=(count, inputs)).astype(dtype)
    mix = x @ np.linspace(-1, 1, inputs).astype(dtype) + 0.1 * rng.normal(size=count)
    classes = CLASSES[head]
    y = mix * scale + mean
    encoded = mix.astype(dtype)
    if classes:
        y = encoded = np.digitize(mix, [-0.5, 0.5] if classes == 3 else [0])
    return Examples(x.T, y, encoded, head, classes)


def training_set(head="softmax", train=70, dev=30, inputs=4, dtype=np.float32):
    """A task of `train` examples; for regression the target has mean 7 and scale 3."""
    rng = np.random.default_rng(5)
    parts = {
        name: examples(head, count, inputs, rng, 3.0, 7.0, dtype) for name, count in (("train", train), ("dev", dev))
    }
    return TrainingSet(
        task="classification" if CLASSES[head] else "regression",
        head=head,
        outputs=HEADS[head].outputs(CLASSES[head]),
        classes=CLASSES[head],
        train=parts["train"],
        sample=parts["train"].take(np.arange(min(train, dev))),
        dev=parts["dev"],
        target_scale=1.0 if CLASSES[head] else 3.0,
        numbers=min(inputs, 3),
    )


def binned(made):
    """The set with its first two inputs made into 4 and 3 bins, and the same set with all inputs written out."""

    def stored(examples):
        x = examples.x.T
        shares = np.abs(x[:, :2]) % 1
        bins = (np.abs(x[:, :2] * 3).astype(np.uint8)) % (4, 3)
        return replace(examples, inputs=BinnedInputs(bins.astype(np.uint8), shares, x[:, 2:].copy(), np.array([4, 3])))

    few = {name: stored(getattr(made, name)) for name in ("train", "sample", "dev")}
    dense = {name: replace(examples, inputs=examples.x) for name, examples in few.items()}
    judged = {name: dense[name].by_feature() for name in ("sample", "dev")}
    return replace(made, **few | judged), replace(made, **dense | judged)


def recipe(**changes):
    """A small recipe, some hyperparameters changed."""
    usual = {
        "hidden": (6, 5),
        "activation": "relu",
        "initializer": "auto",
        "optimizer": "adam",
        "learning_rate": 0.01,
        "beta1": 0.9,
        "beta2": 0.9,
        "epsilon": 1e-8,
        "l2": 0.0,
        "batch_size": 16,
        "epochs": 3,
    }
    return Recipe(**{**usual, **changes})


def mixed(optimizer="adam", **changes):
    """Five recipes of one cohort that differ in all they may differ in."""
    return [
        recipe(optimizer=optimizer, **{**changes, **own})
        for own in (
            {"learning_rate": 0.01},
            {"learning_rate": 0.1, "beta1": 0.5, "l2": 0.3},
            {"learning_rate": 0.003, "beta2": 0.99, "initializer": "glorot"},
            {"learning_rate": 0.03, "epsilon": 1e-3, "l2": 10.0, "initializer": "small"},
            {"learning_rate": 1e-5, "beta1": 0.99, "initializer": "zeros"},
        )
    ]
