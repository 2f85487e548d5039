from itertools import product

import numpy as np

from hpsearch.randomness import Purpose, generator


def draw(*key):
    return generator(*key).random(4).tobytes()


def test_one_seed_purpose_and_counters_always_draw_the_same():
    assert draw(3, Purpose.BATCH_ORDER, 1, 2) == draw(3, Purpose.BATCH_ORDER, 1, 2)


def test_every_seed_purpose_and_counter_draws_its_own():
    keys = list(product((0, 1, 2**32 - 1), Purpose, range(3), range(3)))
    assert len({draw(*key) for key in keys}) == len(keys)


def test_a_generator_is_fresh_each_time():
    generator(0, Purpose.SPLIT).random(100)
    assert draw(0, Purpose.SPLIT) == generator(0, Purpose.SPLIT).random(4).tobytes()


def test_numpys_global_state_is_neither_used_nor_moved():
    before = np.random.get_state()[1].copy()  # noqa: NPY002, this state is what must not move
    generator(0, Purpose.SPLIT).random(100)
    assert (np.random.get_state()[1] == before).all()  # noqa: NPY002, as above


def test_the_numbers_of_the_purposes_never_change():
    assert {purpose.name: purpose.value for purpose in Purpose}.items() >= {
        "SPLIT": 1,
        "INITIAL_DRAW": 2,
        "BATCH_ORDER": 3,
        "TRAIN_SAMPLE": 4,
        "SAMPLER": 5,
        "GRADIENT_CHECK": 6,
        "AUGMENTATION": 7,
    }.items()
    assert len({*Purpose}) == len(Purpose.__members__)


def test_the_first_batch_order_of_seed_0_is_pinned():
    assert generator(0, Purpose.BATCH_ORDER, 0, 1).permutation(5).tolist() == [0, 4, 1, 2, 3]
