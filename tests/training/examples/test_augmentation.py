from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpsearch.config import config_from
from hpsearch.data import load_dataset
from hpsearch.errors import UsageError
from hpsearch.randomness import Purpose, generator
from hpsearch.training.examples.augmentation import IMAGES_AT_ONCE, Augmentation, moved
from hpsearch.training.examples.images import Images

SHAPE = (3, 4, 2)


def draw(epoch=0):
    return generator(0, Purpose.AUGMENTATION, 0, epoch)


def images(shape=SHAPE, seed=0):
    """Images whose pixels have each a mean and a scale of their own."""
    rng, size = np.random.default_rng(seed), int(np.prod(shape))
    return Images(shape, rng.uniform(0, 200, size), rng.uniform(0.1, 90, size))


def rows_of(pixels, of, dtype=np.float32):
    return of.inputs(np.asarray(pixels, np.float64)).astype(dtype)


def augmented(augmentation, rows, of, epoch=0):
    changed = rows.copy()
    augmentation.apply(changed, of, draw(epoch))
    return changed


def by_hand(image, mirrored, down, right):
    """A moved image, (height, width, channels), pixel by pixel."""
    height, width, _ = image.shape
    made = np.zeros_like(image)
    for y, x in product(range(height), range(width)):
        from_y, from_x = y - down, x - right
        if 0 <= from_y < height and 0 <= from_x < width:
            made[y, x] = image[from_y, width - 1 - from_x if mirrored else from_x]
    return made


@pytest.mark.parametrize("down", range(-4, 5))
@pytest.mark.parametrize("right", range(-5, 6))
def test_a_move_shifts_each_pixel(down, right):
    """A move takes each pixel to its place and leaves empty ones."""
    pixels = np.random.default_rng(0).uniform(1, 9, size=(2, *SHAPE))
    expected = [by_hand(image, False, down, right) for image in pixels]
    assert moved(pixels, down, right).tolist() == np.array(expected).tolist()


@given(st.booleans(), st.integers(0, 2), st.integers(0, 99))
def test_every_example_becomes_one_of_its_own_moves(flip, shift, seed):
    augmentation = Augmentation("horizontal" if flip else None, shift)
    of = images(seed=seed)
    pixels = np.random.default_rng(seed).integers(1, 256, size=(30, *SHAPE)).astype(np.float64)
    changed = of.pixels(augmented(augmentation, rows_of(pixels, of, np.float64), of, seed))
    distances = range(-shift, shift + 1)
    for before, after in zip(pixels, changed, strict=True):
        moves = [by_hand(before, *move) for move in product((False, True)[: 1 + flip], distances, distances)]
        assert min(np.abs(move - after).max() for move in moves) < 1e-6


def test_every_move_is_as_frequent_as_any_other():
    """Of an image with a single lit pixel in the middle one sees where it went."""
    of = Images((5, 5, 1), np.zeros(25), np.ones(25))
    pixels = np.zeros((9_000, 5, 5, 1))
    pixels[:, 2, 2] = 1
    lit = augmented(Augmentation(shift=1), rows_of(pixels, of), of).mean(axis=0).reshape(5, 5)
    assert lit[1:4, 1:4] == pytest.approx(np.full((3, 3), 1 / 9), abs=0.02)
    pixels[:, 2, 2], pixels[:, 2, 0] = 0, 1
    left = augmented(Augmentation("horizontal"), rows_of(pixels, of), of).mean(axis=0).reshape(5, 5)
    assert left[2, [0, 4]] == pytest.approx([0.5, 0.5], abs=0.03)


def test_an_unmoved_example_keeps_its_bits():
    """An example that is not moved stays what it is to the bit."""
    of = images()
    rows = rows_of(np.random.default_rng(0).integers(0, 256, size=(400, *SHAPE)), of)
    changed = augmented(Augmentation("horizontal"), rows, of)
    same = (changed == rows).all(axis=1)
    assert 150 < np.count_nonzero(same) < 250


def test_a_moved_image_is_what_preprocessing_makes_of_it():
    """Also where a pixel never varied in the training part: digits has such borders."""
    data = load_dataset("digits", folder=Path(), seed=0)
    of = Images.of(data)
    changed = augmented(Augmentation(shift=1), data.train.x.T, of)
    pixels = of.pixels(changed)
    assert (data.preprocessing.scale == 1).any()
    assert np.isfinite(changed).all()
    assert np.abs(pixels - np.round(pixels)).max() < 1e-4
    assert pixels.min() > -1e-4
    assert pixels.max() < 16 + 1e-4
    assert changed == pytest.approx(data.preprocessing.transform(np.round(pixels)).T, rel=1e-4, abs=1e-4)


def test_noise_has_its_standard_deviation_and_needs_no_images():
    rows = np.zeros((3_000, 20), np.float32)
    Augmentation(noise=0.3).apply(rows, None, draw())
    assert rows.mean() == pytest.approx(0, abs=0.01)
    assert rows.std() == pytest.approx(0.3, rel=0.02)
    assert len(np.unique(rows, axis=0)) == 3_000


@pytest.mark.parametrize("augmentation", [Augmentation("horizontal"), Augmentation(shift=1), Augmentation(noise=0.1)])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_what_is_drawn_depends_on_the_generator_alone(augmentation, dtype):
    of = images()
    rows = rows_of(np.random.default_rng(0).integers(0, 256, size=(2 * IMAGES_AT_ONCE + 10, *SHAPE)), of, dtype)
    first, again, other = (augmented(augmentation, rows, of, epoch) for epoch in (0, 0, 1))
    assert first.dtype == dtype
    assert first.tobytes() == again.tobytes() != other.tobytes()
    single = augmented(augmentation, rows.astype(np.float32), of)
    assert first == pytest.approx(single, rel=1e-3, abs=1e-3)


def test_augmentation_changes_rows_in_place():
    """Rows are changed in place and no copy of them all is made."""
    import tracemalloc  # noqa: PLC0415, for one test

    of = images((16, 16, 1))
    rows = np.zeros((40 * IMAGES_AT_ONCE, 256), np.float32)
    tracemalloc.start()
    Augmentation("horizontal", 2, 0.1).apply(rows, of, draw())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert rows.any()
    assert peak < rows.nbytes / 3


@pytest.mark.parametrize("stated", [None, {}, {"flip": None, "shift": 0, "noise": 0.0}])
def test_an_augmentation_that_changes_nothing_is_none(stated):
    assert Augmentation.of(stated) is None


def test_an_augmentation_is_what_a_config_states():
    """One that models share can be compared and hashed."""
    stated = {"flip": "horizontal", "shift": 2, "noise": 0.01}
    assert Augmentation.of(stated) == Augmentation("horizontal", 2, 0.01)
    assert hash(Augmentation.of(stated)) == hash(Augmentation("horizontal", 2, 0.01))
    assert Augmentation.of(config_from({"data": {"source": "iris"}}).hyperparameters["augment"]) is None


@pytest.mark.parametrize(
    ("augmentation", "image", "key"),
    [
        (Augmentation("horizontal", 1), None, "flip"),
        (Augmentation(shift=1), None, "shift"),
        (Augmentation(shift=3), (3, 8, 1), "shift"),
        (Augmentation("horizontal", 2, 0.1), (3, 8, 1), None),
        (Augmentation(noise=0.1), None, None),
    ],
)
def test_what_does_not_fit_the_examples_is_named(augmentation, image, key):
    misfit = augmentation.misfit(image)
    assert (misfit and misfit[0]) == key


@pytest.mark.parametrize("augmentation", [Augmentation("horizontal"), Augmentation(shift=1)])
def test_nothing_is_moved_where_there_are_no_images(augmentation):
    with pytest.raises(UsageError, match="for images"):
        augmentation.apply(np.zeros((3, 4)), None, draw())
