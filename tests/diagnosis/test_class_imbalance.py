"""Where one class has most rows, the first advice is a metric that sees the others."""

import pytest

from hpsearch.diagnosis.advice import advised, diagnosed
from hpsearch.records import replace
from hpsearch.trials.ranking import Ranking
from tests.diagnosis.made import FACTS, config, evidence
from tests.diagnosis.shown import judged


@pytest.mark.parametrize(("largest", "p", "found"), [(4_500, 0.4, True), (4_500, 0.001, False), (4_000, 0.4, False)])
def test_another_metric_is_the_first_advice_if_the_largest_of_unequal_classes_is_as_good(largest, p, found):
    """Other advice would be judged by a metric that hardly sees what it changes."""
    facts = replace(FACTS, classes=(largest, 6_000 - largest))
    of_class = replace(judged(0.001, p)[0], baseline="largest_class")
    worse = judged(-0.2, 0.001)
    names = [each.name for each in advised(diagnosed(evidence(facts=facts, comparisons=(of_class, *worse))))]
    assert ("class_imbalance" in names[:1]) == found


@pytest.mark.parametrize("stated", [False, True])
def test_the_proposal_of_a_class_weight_says_what_it_does_to_probabilities(stated):
    facts = replace(FACTS, classes=(5_700, 300))
    shown = evidence(config(**({"class_weight": "balanced"} if stated else {})), facts=facts)
    (found,) = (each for each in diagnosed(shown) if each.name == "class_imbalance")
    proposed = any("class_weight" in change.key for change in found.changes)
    assert proposed == (not stated)
    told = (
        "; class_weight: balanced lets all classes count the same, but its probabilities are those of equally frequent"
    )
    assert (told in found.sentence) == proposed


@pytest.mark.parametrize("metric", ["dev_f1", "dev_mcc", "dev_auc"])
@pytest.mark.parametrize("stated", [None, {"choices": [None, "balanced"]}])
def test_a_metric_of_the_rare_class_needs_networks_that_predict_it(metric, stated):
    """Without weights they rarely do, and F1 stays near 0; the AUC depends on no decision."""
    facts = replace(FACTS, classes=(5_700, 300))
    made = evidence(config(search={"metric": metric}, class_weight=stated), facts=facts)
    made = replace(made, ranking=Ranking(metric, maximize=True))
    changes = [str(change) for each in diagnosed(made) if each.name == "class_imbalance" for change in each.changes]
    wanted = metric != "dev_auc" and stated is None
    assert changes == (["hyperparameters.class_weight: null → {choices: [null, balanced]}"] if wanted else [])


@pytest.mark.parametrize(
    ("classes", "told"),
    [
        (
            (3_000, 2_880, 120),
            "the rarest of 3 classes has 2 % of the training rows, so that dev_error hardly depends on",
        ),
        (
            (2_800, 2_800, 250, 150),
            "the rarest 2 of 4 classes have 6.7 % of the training rows, so that dev_error hardly",
        ),
        ((3_000, 2_000, 1_000), ""),
        ((240,) * 25, ""),
        ((5_760, 240), ""),
        ((3_000, 3_000, 0), ""),
    ],
)
def test_rare_ones_of_several_classes_are_told_and_nothing_is_changed(classes, told):
    """How much a rare class matters is not known; of many classes that are even, none is rare."""
    found = [
        each for each in diagnosed(evidence(facts=replace(FACTS, classes=classes))) if each.name == "class_imbalance"
    ]
    assert [each.sentence.startswith(told) for each in found if not each.changes] == ([True] if told else [])


def test_a_metric_that_sees_rare_classes_needs_no_remark():
    made = evidence(config(search={"metric": "dev_auc"}), facts=replace(FACTS, classes=(3_000, 2_880, 120)))
    made = replace(made, ranking=Ranking("dev_auc", maximize=True))
    assert "class_imbalance" not in [each.name for each in diagnosed(made)]
