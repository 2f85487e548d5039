import pytest

from hpsearch.config import config_from
from hpsearch.errors import ConfigError
from hpsearch.metrics import METRICS


def metric(stated):
    return config_from({"data": {"source": "iris"}, "search": {"metric": stated}}).search.metric


@pytest.mark.parametrize("name", METRICS)
def test_each_metric_may_be_chosen_by_its_name(name):
    assert metric(f"dev_{name}") == f"dev_{name}"


@pytest.mark.parametrize(
    ("stated", "name"),
    [({"pinball": 0.9}, "dev_pinball_0.9"), ({"f_beta": 2}, "dev_f_beta_2"), ({"pinball": 0.5}, "dev_pinball")],
)
def test_a_metric_with_a_parameter_is_named_after_it(stated, name):
    """Its name in the tables includes the value, and is valid in a config, too."""
    assert metric(stated) == name == metric(name)


@pytest.mark.parametrize(
    ("stated", "sentence"),
    [
        ("accuracy", "search.metric: 'accuracy' is not known here; expected auto, dev_accuracy, "),
        ("dev_mcc_2", "'dev_mcc_2' is not known here; .*did you mean 'dev_mcc'"),
        ({"pinbal": 0.9}, "search.metric.pinbal: unknown key 'pinbal'; .*did you mean 'pinball'"),
        ({"pinball": 1}, "search.metric.pinball: 1 is out of range; expected a quantile between 0 and 1"),
        ({"f_beta": -1}, "search.metric.f_beta: -1 is out of range; expected a β above 0"),
        ({"f_beta": 1e6}, "search.metric.f_beta: 1000000 is out of range"),
        ({"f_beta": "2"}, "search.metric.f_beta: '2' is no number"),
        ({"f_beta": True}, "search.metric.f_beta: true is no number"),
        ({"f_beta": 2, "pinball": 0.9}, "states 2 metrics; expected one"),
        ({}, "states 0 metrics; expected one"),
        (3, "3 is not known here; expected auto"),
    ],
)
def test_what_names_no_metric_is_refused_with_the_remedy(stated, sentence):
    with pytest.raises(ConfigError, match=sentence):
        metric(stated)
