from pathlib import Path

import numpy as np
import pytest

from hpsearch.data import load_dataset
from hpsearch.training.examples.images import Images
from hpsearch.training.examples.sets import TrainingSet


@pytest.fixture
def colours(tmp_path):
    """40 images of 3 × 2 pixels in three colours, and their set; some pixels never vary, one is never seen."""
    pixels = np.random.default_rng(0).integers(0, 256, size=(40, 3, 2, 3)).astype(np.float64)
    pixels[:, 0, 0, 0] = 0
    pixels[:, 0, 1, 1] = 7
    pixels[:, 2, 1, 2] = np.nan
    np.savez(tmp_path / "colours.npz", X=pixels, y=np.arange(40) % 2)

    def loaded(normalize):
        return pixels, load_dataset("colours.npz", normalize=normalize, folder=tmp_path, seed=0)

    return loaded


@pytest.mark.parametrize("normalize", ["standard", "none"])
def test_inputs_turn_into_the_pixels_they_were_and_back(colours, normalize):
    pixels, dataset = colours(normalize)
    images, rows = Images.of(dataset), dataset.train.x.T
    restored = images.pixels(rows)
    known = np.nan_to_num(pixels).reshape(40, -1)
    for image in restored:
        assert np.abs(known - image.ravel()).max(axis=1).min() < 1e-4
    assert images.inputs(restored) == pytest.approx(rows, abs=1e-5)


@pytest.mark.parametrize("normalize", ["standard", "none"])
def test_new_pixels_become_inputs(colours, normalize):
    """New pixels become the inputs that preprocessing gives."""
    _, dataset = colours(normalize)
    new = np.random.default_rng(1).integers(0, 256, size=(5, 3, 2, 3)).astype(np.float64)
    assert Images.of(dataset).inputs(new) == pytest.approx(dataset.preprocessing.transform(new).T, rel=1e-6, abs=1e-6)


def test_a_training_set_keeps_its_images(colours):
    """A training set knows its images and keeps them in any precision."""
    made = TrainingSet.of(colours("standard")[1], 0)
    assert made.images.shape == (3, 2, 3)
    assert made.in_precision(np.float64).images is made.images
    assert TrainingSet.of(load_dataset("iris", folder=Path(), seed=0), 0).images is None
