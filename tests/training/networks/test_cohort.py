import numpy as np
import pytest

from hpsearch.engine.optimizers import OPTIMIZERS
from hpsearch.records import replace
from hpsearch.training.examples.batches import Batch
from hpsearch.training.networks.cohort import Cohort
from tests.training.sets import mixed, recipe, training_set

every_optimizer = pytest.mark.parametrize("optimizer", OPTIMIZERS)
both_precisions = pytest.mark.parametrize("dtype", [np.float32, np.float64])


def parameters(cohort):
    """Those of each model, (models, size), where all are of one architecture."""
    return np.stack([cohort.parameters(model) for model in range(cohort.network.models)])


def trained(recipes, made, epochs=2, **options):
    cohort = Cohort(recipes, made, options.pop("seed", 0), **options)
    norms = [cohort.train_epoch() for _ in range(epochs)]
    return parameters(cohort), np.array(norms)


@pytest.fixture
def batches(monkeypatch):
    """The batches that cohorts train on, as they come: (x, y) copies."""
    seen = []
    right = Batch.gather

    def noted(self, chosen):
        right(self, chosen)
        seen.append((self.x.copy(), self.y.copy()))

    monkeypatch.setattr(Batch, "gather", noted)
    return seen


def numbered(count, dtype=np.float32):
    """A training set whose first feature is the number of the example."""
    made = training_set("linear", train=count, dtype=dtype)
    made.train.x[0] = np.arange(count)
    return made


def order_of(batches):
    return [int(number) for x, _ in batches for number in x[0]]


@every_optimizer
def test_one_seed_gives_one_result_to_the_bit(optimizer):
    made = training_set()
    first, again = (trained(mixed(optimizer), made)[0].tobytes() for _ in range(2))
    assert first == again


@pytest.mark.parametrize("changed", [{"seed": 1}, {"repeat": 1}])
def test_another_seed_gives_another_start_and_order(changed, batches):
    """Another seed or repeat gives another start and another order."""
    made = numbered(40)
    cohorts = [Cohort([recipe()], made, 0), Cohort([recipe()], made, **{"seed": 0, **changed})]
    assert (cohorts[0].parameters(0) != cohorts[1].parameters(0)).any()
    for cohort in cohorts:
        cohort.train_epoch()
    assert order_of(batches[:3]) != order_of(batches[3:])


def test_a_schedule_by_step_gives_each_step_a_rate_of_its_own():
    """And one that goes by epochs, in the same stack, a rate to each epoch."""
    waves, falling = recipe(schedule="coslog4", epochs=2), recipe(schedule="cosine", epochs=2)
    cohort = Cohort([waves, falling], training_set(train=64), 0)
    rates = []
    for _ in range(2):
        for _ in cohort.steps():
            rates.append(tuple(cohort.rates))
            assert cohort._step_columns["learning_rate"][:, 0] == pytest.approx(cohort.rates)
    assert [wave for wave, _ in rates] == [waves.rate(step / 4) for step in range(8)]
    assert [rate for _, rate in rates] == [0.01] * 4 + [0.005] * 4


def test_every_epoch_sees_each_example_once(batches):
    """Every epoch sees each example once in an order of its own."""
    cohort = Cohort([recipe(batch_size=16)], numbered(70), 0)
    for _ in range(3):
        cohort.train_epoch()
    assert [x.shape[1] for x, _ in batches] == [16, 16, 16, 16, 6] * 3
    orders = [order_of(batches[start : start + 5]) for start in (0, 5, 10)]
    assert all(sorted(order) == list(range(70)) for order in orders)
    assert len({tuple(order) for order in orders}) == 3
    assert cohort.epoch == 3


def test_epochs_that_are_parts_of_a_pass_see_each_example_at_most_once_in_it(batches):
    """Of 70 examples a pass has three epochs of 23, and leaves another one out each time."""
    cohort = Cohort([recipe(batch_size=16, epoch_size=25)], numbered(70), 0)
    for _ in range(6):
        cohort.train_epoch()
    assert [x.shape[1] for x, _ in batches] == [16, 7] * 6
    assert cohort.steps_per_epoch == recipe(epoch_size=25).steps(70) == 2
    passes = [order_of(batches[start : start + 6]) for start in (0, 6)]
    assert [len({*order}) for order in passes] == [69, 69]
    assert passes[0] != passes[1]


@pytest.mark.parametrize("size", [None, 50, 70, 1_000])
def test_an_epoch_of_most_of_the_examples_is_a_pass(size, batches):
    cohort = Cohort([recipe(batch_size=16, epoch_size=size)], numbered(70), 0)
    cohort.train_epoch()
    assert sorted(order_of(batches)) == list(range(70))


def test_inputs_and_targets_are_shuffled_alike(batches):
    made = numbered(70)
    Cohort([recipe()], made, 0).train_epoch()
    for x, y in batches:
        places = x[0].astype(int)
        assert x.tobytes() == made.train.x[:, places].tobytes()
        assert y.tobytes() == made.train.targets[:, places].tobytes()


def test_cohorts_of_a_repeat_share_the_order(batches):
    """All cohorts of a repeat share the order whatever their shape."""
    made = numbered(33)
    orders = []
    for recipes in ([recipe()], mixed("sgd", hidden=(3,), batch_size=7), [recipe(batch_size=33, epochs=9)]):
        batches.clear()
        Cohort(recipes, made, 0).train_epoch()
        orders.append(order_of(batches))
    assert orders[0] == orders[1] == orders[2]


def test_the_training_set_is_left_as_it_was():
    made = training_set()
    before = made.train.x.tobytes(), made.train.targets.tobytes()
    trained(mixed(), made)
    assert (made.train.x.tobytes(), made.train.targets.tobytes()) == before


def test_a_few_epochs_are_what_the_formulas_say(batches):
    """Linear regression by gradient descent with L2, whose m is the training part's size, one number at a time."""
    made = numbered(11, np.float64)
    made.train.x[0] /= 11
    cohort = Cohort([recipe(hidden=(), optimizer="sgd", learning_rate=0.05, l2=2.0, batch_size=4)], made, 0)
    *w, b = cohort.parameters(0).tolist()
    norms = [float(cohort.train_epoch()[0]) for _ in range(3)]
    expected_norms = []
    for number, (x, y) in enumerate(batches, start=1):
        dw, db, m = [0.0] * len(w), 0.0, x.shape[1]
        for example, target in zip(x.T.tolist(), y[0].tolist(), strict=True):
            dz = 2 * (sum(a * c for a, c in zip(w, example, strict=True)) + b - target) / m
            dw = [one + dz * value for one, value in zip(dw, example, strict=True)]
            db += dz
        dw = [one + 2.0 / 11 * weight for one, weight in zip(dw, w, strict=True)]
        w, b = [weight - 0.05 * one for weight, one in zip(w, dw, strict=True)], b - 0.05 * db
        if number % 3 == 0:
            expected_norms.append(sum(one**2 for one in (*dw, db)) ** 0.5)
    assert cohort.parameters(0) == pytest.approx([*w, b], rel=1e-12)
    assert norms == pytest.approx(expected_norms, rel=1e-12)


@every_optimizer
@both_precisions
@pytest.mark.parametrize("head", ["linear", "sigmoid", "softmax"])
def test_a_model_trains_to_the_bits_that_it_has_alone(optimizer, dtype, head):
    made, recipes = training_set(head, dtype=dtype), mixed(optimizer)
    together, norms = trained(recipes, made)
    assert together.dtype == dtype
    assert np.isfinite(together).all()
    for row, one in enumerate(recipes):
        alone, its_norms = trained([one], made)
        assert alone.tobytes() == together[row : row + 1].tobytes()
        assert its_norms.tobytes() == norms[:, row : row + 1].copy().tobytes()


@every_optimizer
def test_the_order_of_a_stack_changes_no_bit(optimizer):
    made, recipes = training_set(), mixed(optimizer)
    forwards, backwards = trained(recipes, made)[0], trained(recipes[::-1], made)[0]
    assert forwards.tobytes() == backwards[::-1].tobytes()


@every_optimizer
@pytest.mark.parametrize("rate", [1e30, 1e39])
def test_a_companion_that_diverges_leaves_the_others_alone(optimizer, rate):
    made, recipes = training_set("linear"), mixed(optimizer)
    beside = [*recipes[:2], recipe(optimizer=optimizer, learning_rate=rate), *recipes[2:]]
    calm = trained(recipes, made)[0]
    with np.errstate(all="ignore"):
        disturbed = trained(beside, made)[0]
    assert np.delete(disturbed, 2, axis=0).tobytes() == calm.tobytes()


@every_optimizer
def test_those_that_are_kept_go_on_as_if_they_had_been_alone(optimizer):
    made, recipes = training_set(), mixed(optimizer)
    cohort = Cohort(recipes, made, 0)
    cohort.train_epoch()
    cohort.keep(np.array([1, 3]))
    cohort.train_epoch()
    assert cohort.columns["learning_rate"][:, 0].tolist() == [0.1, 0.03]
    assert cohort.epoch == 2
    assert cohort.network.models == 2
    assert parameters(cohort).tobytes() == trained([recipes[1], recipes[3]], made)[0].tobytes()


def test_a_strength_of_0_changes_no_bit():
    """A strength of 0 changes no bit whatever its companions' strength."""
    made, plain = training_set(), recipe(l2=0.0)
    alone = trained([plain], made)[0]
    beside = trained([plain, replace(plain, l2=5.0)], made)[0]
    assert beside[0].tobytes() == alone[0].tobytes()
    assert (beside[1] != alone[0]).any()


def test_l2_draws_the_weights_towards_0():
    made = training_set()
    together = trained([recipe(l2=strength) for strength in (0.0, 1.0, 30.0)], made, epochs=10)[0]
    weights = recipe().architecture(made).layout().weights
    sizes = np.square(together[:, :weights]).sum(axis=1)
    assert sizes[0] > sizes[1] > sizes[2]


def test_a_changed_rate_holds_from_the_next_epoch():
    """A rate that is changed between epochs holds from the next epoch on."""
    made = training_set()
    cohort = Cohort([recipe()], made, 0)
    cohort.train_epoch()
    for row, one in enumerate(cohort.recipes):
        cohort.change(row, replace(one, learning_rate=0.0))
    before = cohort.parameters(0).tobytes()
    cohort.train_epoch()
    assert cohort.parameters(0).tobytes() == before


def test_parameters_of_a_model_are_a_copy():
    """The parameters of a model are a copy in the order of its own architecture."""
    made, own = training_set(), recipe(hidden=(6, 5))
    cohort = Cohort([own, recipe(hidden=(16, 9))], made, 0)
    before = cohort.parameters(0)
    assert before.shape == (own.architecture(made).layout().size,)
    kept = before.copy()
    cohort.train_epoch()
    assert before.tobytes() == kept.tobytes() != cohort.parameters(0).tobytes()


def test_models_of_one_cohort_start_from_one_draw():
    first, second = parameters(Cohort([recipe(initializer="he"), recipe(initializer="xavier")], training_set(), 0))
    weights = first != 0
    assert first[weights] / second[weights] == pytest.approx(np.full(weights.sum(), 2**0.5), rel=1e-6)


@pytest.mark.parametrize("size", [1, 15, 70])
def test_any_batch_size_trains(size):
    own, norms = trained([recipe(batch_size=size)], training_set())
    assert np.isfinite(own).all()
    assert (norms > 0).all()


def test_averaged_parameters_are_judged_and_kept_and_the_last_ones_train_on():
    made, usual = training_set(), recipe(learning_rate=0.1, epochs=2, batch_norm=True)
    plain, both = Cohort([usual], made, 0), Cohort([usual, replace(usual, ema=0.9)], made, 0)
    steps = []
    for _ in range(2):
        for _ in both.steps():
            steps += [both.network.parameters[1].copy()]
        plain.train_epoch()
    weights = 0.9 ** np.arange(len(steps))[::-1]
    assert both.network.parameters[1].tobytes() == both.network.parameters[0].tobytes()
    assert both.parameters(0).tobytes() == plain.parameters(0).tobytes()
    places = both._places[1]
    assert both.parameters(1) == pytest.approx(np.average(steps, axis=0, weights=weights)[places], rel=1e-4, abs=1e-6)
    z = both.judged.predict(made.dev.x)
    assert z[0].tobytes() == plain.network.predict(made.dev.x)[0].tobytes()
    assert (z[0] != z[1]).any()
