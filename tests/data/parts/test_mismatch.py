"""Parts of one distribution or of two, and rows that two parts share."""

import os
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from hpsearch.data import load_dataset
from hpsearch.data.parts.mismatch import mismatches
from hpsearch.data.parts.two_samples import chi_square_tail, holm, of_numbers, of_words, told_apart
from hpsearch.records import replace

CASES = Path(__file__).parents[1] / "cases"
ROUNDS = int(os.environ.get("HPSEARCH_CASES", "600")) // 15


def draws(count, size, columns=50, shift=0.0):
    draw = np.random.default_rng(count)
    x = draw.normal(size=(size, columns))
    x[:, 7] += shift
    return x


def test_columns_are_tested_as_scipy_does_ties_included():
    one, other = draws(0, 200, 8), draws(1, 150, 8)
    other[:, 1] += 0.4
    for values in (one, other):
        values[:, 2] = np.round(values[:, 2])
    smirnov = [stats.ks_2samp(*pair, method="asymp").pvalue for pair in zip(one.T, other.T, strict=True)]
    shifted = [
        stats.mannwhitneyu(*pair, method="asymptotic", use_continuity=False).pvalue
        for pair in zip(one.T, other.T, strict=True)
    ]
    assert of_numbers(one, other) == pytest.approx(np.minimum(1, 2 * np.minimum(smirnov, shifted)), rel=0.3)


@pytest.mark.parametrize("freedom", [1, 2, 3, 10, 31, 299, 400])
@pytest.mark.parametrize("share", [0.0, 0.3, 1.0, 1.3, 2.0])
def test_the_tail_of_chi_square_is_that_of_scipy(freedom, share):
    x = share * freedom
    assert chi_square_tail(x, freedom) == pytest.approx(stats.chi2.sf(x, freedom), rel=0.02)


def test_words_are_tested_as_scipy_does_and_rare_ones_count_as_one():
    one, other = np.array([30, 50, 20]), np.array([60, 40, 30])
    expected = stats.chi2_contingency(np.stack([one, other]), correction=False).pvalue
    assert of_words(one, other) == pytest.approx(expected)
    assert of_words(np.append(one, [1, 0, 0]), np.append(other, [0, 1, 1])) > expected / 2
    assert of_words(np.array([5]), np.array([9])) == 1


def test_a_small_shift_is_found_among_fifty_columns():
    """A shift of a third of a deviation is found among fifty columns and little else.

    In 1,000 rows of each part; benchmarks/mismatch.py has the long form.
    """
    found = [holm(of_numbers(draws(k, 1000), draws(k + 5000, 1000, shift=0.3)))[7] < 0.04 for k in range(ROUNDS)]
    warned = [holm(of_numbers(draws(k, 300), draws(k + 5000, 100))).min() < 0.04 for k in range(2 * ROUNDS)]
    assert np.mean(found) > 0.95
    assert np.mean(warned) < 0.15


def test_a_classifier_tells_apart_what_no_column_does():
    draw = np.random.default_rng(0)
    one, other = draws(0, 400, 30), draws(1, 400, 30) + 0.15
    area, chance = told_apart(one, other, draw)
    assert area > 0.6
    assert chance < 1e-3
    alike = [told_apart(draws(k, 200, 30), draws(k + 999, 100, 30), draw)[1] for k in range(30)]
    assert np.mean(np.array(alike) < 0.05) < 0.2
    wide = told_apart(draws(0, 60, 90), draws(1, 60, 90), draw)
    assert wide[1] > 0.001


def test_the_column_that_differs_is_named(tmp_path):
    draw = np.random.default_rng(0)
    rows = []
    for place in range(600):
        part = ("train", "dev", "test")[min(place // 200, 2)]
        word = draw.choice(["a", "b"], p=[0.2, 0.8] if part == "test" else [0.8, 0.2])
        rows.append(f"{draw.normal():.3f},{draw.normal() + (part != 'train'):.3f},{word},{part},{draw.integers(2)}")
    (tmp_path / "t.csv").write_text("a,b,word,part,y\n" + "\n".join(rows) + "\n")
    data = load_dataset("t.csv", folder=tmp_path, seed=0, split="part")
    told = list(mismatches(data, 0))
    assert len(told) == 2
    assert told[0].startswith("train and dev differ more than by chance, most in column 'b' (p = ")
    assert "tells them apart with an AUC of 0.7" in told[0]
    assert told[1].startswith("dev and test differ more than by chance, most in column 'word' (p = ")
    binned = load_dataset("t.csv", folder=tmp_path, seed=0, split="part", numbers={"piecewise_linear": 8})
    assert next(mismatches(binned, 0)).startswith("train and dev differ more than by chance, most in column 'b'")


@pytest.mark.parametrize("source", ["iris", "digits", "breast_cancer", "wine", "diabetes"])
def test_parts_that_chance_made_are_not_called_different(source):
    data = load_dataset(source, folder=Path(), seed=0)
    assert [told for told in mismatches(data, 0) if "differ" in told] == []


def many_words(draw, rows):
    return [f"w{word}" for word in draw.integers(0, 300, rows)]


def some_frequent(draw, rows):
    """Twenty frequent words and 200 others, of which the inputs are those that are frequent in training."""
    return np.where(
        draw.random(rows) < 0.3,
        [f"f{word}" for word in draw.integers(0, 20, rows)],
        [f"w{word}" for word in draw.integers(0, 200, rows)],
    )


@pytest.mark.parametrize("words", [many_words, some_frequent])
def test_words_that_training_happens_to_have_do_not_make_parts_differ(words, tmp_path):
    """A word with an input was seen in training, so that rarer words would always be more frequent there."""
    warned = 0
    for seed in range(ROUNDS // 2):
        draw = np.random.default_rng(seed)
        rows = zip(words(draw, 900), draw.normal(size=900), draw.integers(0, 2, 900), strict=True)
        (tmp_path / "t.csv").write_text("word,x,y\n" + "".join(f"{word},{x},c{y}\n" for word, x, y in rows))
        data = load_dataset("t.csv", folder=tmp_path, seed=seed)
        warned += bool(list(mismatches(data, seed)))
    assert warned <= ROUNDS // 8


def test_words_that_are_new_in_the_dev_part_are_named(tmp_path):
    """As those of a new supplier are, in a table that was divided by its dates."""
    draw = np.random.default_rng(0)
    rows = []
    for place in range(900):
        part = "train" if place < 600 else "dev"
        word = "new" if part == "dev" and draw.random() < 0.25 else f"w{min(80, draw.zipf(1.4))}"
        rows.append(f"{word},{draw.normal()},c{draw.integers(0, 2)},{part}\n")
    (tmp_path / "t.csv").write_text("word,x,y,part\n" + "".join(rows))
    (told,) = mismatches(load_dataset("t.csv", folder=tmp_path, seed=0, split="part", target="y"), 0)
    assert told.startswith("train and dev differ more than by chance, most in column 'word'")


def test_of_a_group_one_row_counts():
    """The 40 patients differ, and so do the rows of any two parts; only larger differences are reported."""
    told = [
        each
        for seed in range(8)
        for each in mismatches(load_dataset("patients.csv", folder=CASES, seed=seed, group="patient"), seed)
        if "differ" in each
    ]
    assert len(told) <= 1


def test_rows_of_two_parts_are_counted():
    data = load_dataset("iris", folder=Path(), seed=0)
    twice = np.concatenate([data.dev.x, data.train.x[:, :3]], axis=1), np.concatenate([data.dev.y, data.train.y[:3]])
    before, after = (
        [each for each in mismatches(one, 0) if "are also in the train part" in each]
        for one in (data, replace(data, dev=replace(data.dev, inputs=twice[0], y=twice[1])))
    )
    count = int(before[0].split()[0]) if before else 0
    assert after[0].startswith(f"{count + 3} of 33 dev rows are also in the train part, with the same target")


def test_one_row_of_two_parts_is_told_in_the_singular():
    data = load_dataset("diabetes", folder=Path(), seed=0)
    twice = np.concatenate([data.dev.x, data.train.x[:, :1]], axis=1), np.concatenate([data.dev.y, data.train.y[:1]])
    told = [*mismatches(replace(data, dev=replace(data.dev, inputs=twice[0], y=twice[1])), 0)]
    said = "dev rows is also in the train part, with the same target: a network that has memorised it is right on it"
    assert any(each.startswith("1 of ") and said in each for each in told)


def test_different_rare_words_are_not_the_same_row(tmp_path):
    """Words beyond data.levels share one input: two rows with such words look alike to a network, and are not."""
    lines = [f"w{place // 2},{'ab'[place % 2]}" for place in range(600)]
    (tmp_path / "rare.csv").write_text("\n".join(["word,y", *lines]))
    data = load_dataset("rare.csv", levels=20, folder=tmp_path, seed=0)
    assert data.preprocessing.one_hot[0].others
    assert not [each for each in mismatches(data, 0) if "are also in the" in each]


@pytest.mark.parametrize("numbers", ["plain", {"piecewise_linear": 4}])
def test_the_parts_of_a_table_of_words_alone_are_compared(tmp_path, numbers):
    lines = [f"u{place % 3},v{place % 5},{'ab'[place % 2]},{'train' if place % 4 else 'dev'}" for place in range(200)]
    (tmp_path / "words.csv").write_text("\n".join(["one,other,y,part", *lines]))
    data = load_dataset("words.csv", target="y", split="part", numbers=numbers, folder=tmp_path, seed=0)
    assert [each for each in mismatches(data, 0) if "are also in the train part" in each]
