"""The losses of numbers to predict: what each leads to, and how a search tries several."""

import numpy as np
import pytest

from hpsearch.config import config_from
from hpsearch.errors import ConfigError
from hpsearch.models.model import Model
from hpsearch.search.prepare import networks, prepare
from hpsearch.training.networks.cohort import Cohort
from hpsearch.training.networks.epochs import measure
from hpsearch.trials.outcomes import Outcome, Status, Trial

from .sets import recipe, training_set


def _constant_that_is_learnt(tmp_path, loss):
    """What a network of no use but its bias predicts: the target is 0 or, in three rows of ten, 100."""
    rows = np.arange(400)
    y = np.where(rows % 10 < 3, 100.0, 0.0) + rows * 1e-3
    np.savez(tmp_path / "a.npz", X=np.zeros((400, 1)), y=y)
    values = {"units": [], "loss": loss, "epochs": 200, "learning_rate": 0.02}
    config = config_from({"data": {"source": str(tmp_path / "a.npz")}, "hyperparameters": values})
    model = networks(prepare(config)).model(Outcome(Trial(1, 1, {}), Status.COMPLETE))
    model.save(tmp_path / "m.safetensors")
    again = Model.load(tmp_path / "m.safetensors")
    assert again.architecture.head == {"squared": "linear"}.get(loss, loss)
    return float(again.predict(np.zeros((1, 1)))[0])


def test_each_loss_leads_to_its_own_middle(tmp_path):
    """The squared loss leads to the mean the absolute to the median huber between."""
    predicted = {loss: _constant_that_is_learnt(tmp_path, loss) for loss in ("squared", "huber", "absolute")}
    assert predicted["squared"] == pytest.approx(30, abs=3)
    assert predicted["absolute"] == pytest.approx(0, abs=3)
    assert predicted["absolute"] + 3 < predicted["huber"] < predicted["squared"] - 3


@pytest.mark.parametrize("loss", ["squared", "huber", "absolute"])
def test_the_loss_of_an_epoch_is_that_of_the_cohort(loss):
    """The loss of an epoch is that of the cohort and the rmse is the same for all."""
    made = training_set("linear")
    cohort = Cohort([recipe(loss=loss)], made, 0)
    cohort.train_epoch()
    (epoch,) = measure(cohort, [0], ["loss", "rmse"])
    r = (cohort.network.predict(made.dev.x)[0, 0] - made.dev.encoded).astype(np.float64)
    near = np.minimum(np.abs(r), 1)
    expected = {"squared": r**2, "huber": near * (np.abs(r) - near / 2), "absolute": np.abs(r)}[loss]
    assert epoch.metrics["dev_loss"] == pytest.approx(expected.mean(), rel=1e-6)
    assert epoch.metrics["dev_rmse"] == pytest.approx(made.target_scale * np.sqrt((r**2).mean()), rel=1e-6)


def test_trials_of_different_losses_are_cohorts_of_their_own(small):
    loss = {"choices": ["squared", "huber", "absolute"]}
    objective = small(data={"source": "diabetes"}, hyperparameters={"loss": loss}).objective
    plans = [objective.plan(Trial(n, 1, {"loss": name})) for n, name in enumerate(loss["choices"])]
    assert [len(cohort) for cohort in objective.cohorts(plans, 1)] == [1, 1, 1]


def test_losses_of_two_kinds_are_not_compared():
    config = config_from(
        {
            "data": {"source": "diabetes"},
            "hyperparameters": {"loss": {"choices": ["squared", "huber"]}},
            "search": {"metric": "dev_loss"},
        }
    )
    with pytest.raises(ConfigError, match=r"search\.metric: compares losses, .*loss is searched; expected another"):
        prepare(config)
