"""Changes of a config against bias and against variance, by the recipe of notes §V."""

from collections.abc import Mapping
from math import ceil, inf
from typing import Any

from hpsearch.diagnosis.changes import MOST_ADVISED, enlarged, replaced, searched, widened, with_choices
from hpsearch.diagnosis.enough import has_few_trials
from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import ConfigChange
from hpsearch.records import replace
from hpsearch.space import Choice, Range
from hpsearch.trials.input_views import INPUTS_OF_NUMBER, MOST_BINNED, PLAIN_NUMBERS
from hpsearch.trials.outcomes import Settings

_SMALL, _USUAL = 64, 32
"""Number of hidden units up to which layers become four times as wide at once, above it twice; and at least so wide."""

L2: Mapping[str, Any] = {"low": 0.01, "high": 100.0, "scale": "log", "or_zero": 0.125}
"""Range for l2, which is useful up to 100 with some thousand examples (notes §VI)."""

WEIGHT_DECAY: Mapping[str, Any] = {"low": 0.001, "high": 1.0, "scale": "log", "or_zero": 0.125}
_SEVERAL, _LARGER = 3, 2
"""Number of trials with networks larger by this factor than the winner's from which size is not what limits it."""

KEEP_PROB = {"low": 0.5, "high": 1.0}
AUGMENT = {"noise": 0.1}


def against_bias(evidence: Evidence) -> list[ConfigChange]:
    """Return changes to binned numbers, larger networks, other architectures, and less regularisation."""
    return [
        *binned(evidence),
        *([] if larger_were_tried(evidence) or _leave_few_trials(evidence) else larger(evidence)),
        *(with_choices(evidence, "batch_norm", True) if _depth(evidence) > 1 else []),
        *_less_regularised(evidence),
    ]


def against_variance(evidence: Evidence) -> list[ConfigChange]:
    """Return changes to a penalty on the weights, dropout, then a factor of each input; for images, augmentation."""
    return [
        *_penalised(evidence),
        *([] if _drops_half(evidence) else searched(evidence, "keep_prob", KEEP_PROB)),
        *with_choices(evidence, *(("augment", AUGMENT) if _image(evidence) else ("input_scale", True))),
    ]


def _drops_half(evidence: Evidence) -> bool:
    """Whether dropout is fixed so strong that a range of it would only weaken it."""
    keep_prob = evidence.hyperparameters["keep_prob"]
    return isinstance(keep_prob, float) and keep_prob <= KEEP_PROB["low"]


def only_more_rows(evidence: Evidence) -> str:
    """Return why nothing is changed against variance if `against_variance` has no changes left."""
    penalty = _penalty(evidence)
    searched_already = f"{penalty} and keep_prob" if _image(evidence) else f"{penalty}, keep_prob and input_scale"
    state = "strong or searched" if _drops_half(evidence) or _is_strong(evidence) else "searched"
    return f"{searched_already} are {state} already, so that only more rows would help against variance"


def only_other_columns(evidence: Evidence) -> str:
    """Return why nothing is changed against bias if `against_bias` has no changes left."""
    if _leave_few_trials(evidence):
        return "larger networks would leave time for even fewer trials"
    if larger_were_tried(evidence):
        how = "fit" if sum(_larger_tried(evidence)) >= _SEVERAL else "were"
        return (
            f"networks with {_LARGER} times as many hidden units or more were tried, and {how} no better, so that "
            "other columns or more trials would help against bias"
        )
    if _larger_are_untried(evidence):
        return "the larger networks of the search space were not tried yet, so that more trials would help against bias"
    units, layers = int(MOST_ADVISED["units"]), int(MOST_ADVISED["layers"])
    return (
        f"the largest networks that are ever advised ({units:,} units, {layers} layers) are searched already, so that "
        "other columns or more trials would help against bias"
    )


def _image(evidence: Evidence) -> bool:
    return evidence.facts is not None and evidence.facts.image


def _penalty(evidence: Evidence) -> str:
    """Return the name of the penalty on the weights: l2, or weight_decay if adamw is among the optimizers."""
    optimizer = evidence.hyperparameters["optimizer"]
    optimizers = optimizer.choices if isinstance(optimizer, Choice) else [optimizer]
    return "weight_decay" if "adamw" in optimizers else "l2"


def _penalised(evidence: Evidence) -> list[ConfigChange]:
    """Return the change to a range of the penalty on the weights, or to a higher end of it."""
    name, among = _penalty(evidence), _penalties(evidence)
    value = evidence.hyperparameters[name]
    if isinstance(value, Range):
        return widened(evidence, name, upwards=True) if value.high < among["high"] else []
    return [] if _is_strong(evidence) else searched(evidence, name, among)


def _penalties(evidence: Evidence) -> Mapping[str, Any]:
    """Return the usual range of the penalty on the weights."""
    return WEIGHT_DECAY if _penalty(evidence) == "weight_decay" else L2


def _is_strong(evidence: Evidence) -> bool:
    """Whether the penalty is fixed at the upper end of the usual ones or above, so that a range would weaken it."""
    value = evidence.hyperparameters[_penalty(evidence)]
    return isinstance(value, float) and value >= _penalties(evidence)["high"]


def binned(evidence: Evidence) -> list[ConfigChange]:
    """Return the change that adds binned numbers as a choice for tables, to fit curves and steps more easily."""
    facts = evidence.facts
    few = facts is not None and not facts.image and 0 < facts.numbers <= MOST_BINNED
    if not few or evidence.config.data.numbers != PLAIN_NUMBERS:
        return []
    return [replaced(evidence, "data.numbers", {"choices": [PLAIN_NUMBERS, {"piecewise_linear": INPUTS_OF_NUMBER}]})]


def larger_were_tried(evidence: Evidence) -> bool:
    """Whether several trials had far larger networks than the winner: where bias is high, none of these fits better."""
    return len(_larger_tried(evidence)) >= _SEVERAL


def _larger_tried(evidence: Evidence) -> list[bool]:
    """Return, of each trial with far larger networks than the winner, whether it is in the ranges.

    Those of the run before that are outside of the ranges are left out where one of them is better than the winner.
    """
    winner, least = evidence.winner, _LARGER * _hidden_units(evidence.settings)
    if winner is None or not least:
        return []
    inside = [each for each in evidence.measured if _units_of(evidence, each.settings) >= least]
    outside = [each for each in evidence.outside if _units_of(evidence, each.settings) >= least and each.cost < inf]
    is_better = min((each.cost for each in outside), default=inf) < evidence.ranking.cost(winner.metrics)
    return [True] * len(inside) + ([] if is_better else [False] * len(outside))


def _units_of(evidence: Evidence, settings: Settings) -> int:
    return _hidden_units({**evidence.space.fixed, **settings})


def _leave_few_trials(evidence: Evidence) -> bool:
    """Whether the time was enough for so few trials that the networks do not become larger before it is longer."""
    return evidence.ended and has_few_trials(evidence.config, len(evidence.trials), evidence.thresholds)


def _larger_are_untried(evidence: Evidence) -> bool:
    """Whether the search space has networks twice as large as any that was tried, so that it need not have larger."""
    tried = max((_units_of(evidence, each.settings) for each in evidence.measured), default=0)
    units, layers = (_highest(evidence.hyperparameters[name]) for name in ("units", "layers"))
    largest = max(map(sum, _lists(evidence)), default=units * layers)
    return largest >= _LARGER * tried > 0


def _highest(value: Any) -> int:
    """Return the highest number that is searched, or is fixed; 0 for lists."""
    numbers = [value.high] if isinstance(value, Range) else value.choices if isinstance(value, Choice) else [value]
    return max((int(each) for each in numbers if isinstance(each, int | float)), default=0)


def _lists(evidence: Evidence) -> list[list[int]]:
    """Return the lists of units, where lists and not numbers are searched."""
    units = evidence.hyperparameters["units"]
    return [each for each in (units.choices if isinstance(units, Choice) else [units]) if isinstance(each, list)]


def larger(evidence: Evidence) -> list[ConfigChange]:
    """Return changes to more hidden units and more hidden layers; none before those of the search space were tried."""
    if _larger_are_untried(evidence):
        return []
    units = evidence.hyperparameters["units"]
    last = units.choices[-1] if isinstance(units, Choice) else units
    if isinstance(last, list):
        return _longer_lists(evidence, last)
    return [*_wider(evidence), *_deeper(evidence)]


def _longer_lists(evidence: Evidence, widths: list[int]) -> list[ConfigChange]:
    """Return the change that adds lists of units as choices: wider layers than `widths`, and one more of them."""
    most = int(MOST_ADVISED["units"])
    wide = [max(each, min(each * _factor(evidence), most)) for each in widths]
    deep = [[*wide, wide[-1]]] if 0 < len(wide) < MOST_ADVISED["layers"] else []
    return with_choices(evidence, "units", wide, *deep)


def _wider(evidence: Evidence) -> list[ConfigChange]:
    """Return changes to more hidden units: a fixed number becomes a range, ranges and choices are extended."""
    units = evidence.hyperparameters["units"]
    if isinstance(units, Range | Choice):
        return enlarged(evidence, "units", _factor(evidence))
    more = [change.after for change in enlarged(evidence, "units", _factor(evidence))]
    return searched(evidence, "units", {"low": units, "high": more[0], "scale": "log"}) if more else []


def _deeper(evidence: Evidence) -> list[ConfigChange]:
    """Return the change that adds one hidden layer as a choice, if `layers` is a number."""
    layers = evidence.hyperparameters["layers"]
    if isinstance(layers, Range):
        return widened(evidence, "layers", upwards=True)
    if isinstance(layers, Choice):
        return with_choices(evidence, "layers", max(layers.choices) + 1)
    return searched(evidence, "layers", {"low": layers, "high": layers + 1}) if isinstance(layers, int) else []


def _factor(evidence: Evidence) -> int:
    """Return by how much layers become wider at once."""
    widest = _widest(evidence)
    return max(4, ceil(_USUAL / max(1, widest))) if widest <= _SMALL else 2


def _less_regularised(evidence: Evidence) -> list[ConfigChange]:
    l2, keep_prob = evidence.hyperparameters["l2"], evidence.hyperparameters["keep_prob"]
    changes: list[ConfigChange] = []
    if isinstance(l2, Range) and not l2.or_zero and l2.low > 0:
        lower = widened(evidence, "l2", upwards=False)
        changes += [replace(change, after=min(change.after, L2["low"])) for change in lower]
    elif isinstance(l2, float) and l2 > 0:
        changes += searched(
            evidence, "l2", {"low": min(l2 / 1000, L2["low"]), "high": l2, "scale": "log", "or_zero": 0.125}
        )
    if isinstance(keep_prob, float) and keep_prob < 1:
        changes += searched(evidence, "keep_prob", {"low": keep_prob, "high": 1.0})
    return changes


def _widest(evidence: Evidence) -> int:
    units = evidence.hyperparameters["units"]
    if isinstance(units, Range):
        return int(units.high)
    listed = units.choices if isinstance(units, Choice) else (units,)
    numbers = [number for each in listed for number in (each if isinstance(each, list) else [each])]
    return max(numbers, default=0)


def _hidden_units(settings: Mapping[str, Any]) -> int:
    """Return the number of hidden units of all layers."""
    units, layers = settings.get("units"), settings.get("layers")
    return sum(units) if isinstance(units, list) else int(units or 0) * int(layers or 0)


def _depth(evidence: Evidence) -> int:
    """Return the number of hidden layers of the winner."""
    units, layers = evidence.settings.get("units"), evidence.settings.get("layers")
    return len(units) if isinstance(units, list) else int(layers or 0)
