"""The starter config that `hpsearch init` writes, by the data and the size rules (notes §III, §XV)."""

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from hpsearch.cli.from_table.strong_space import SECONDS, NetworkSize, takes_bins, takes_waves
from hpsearch.data import BUNDLED, STANDARD_INPUT, Description
from hpsearch.data.target.balance import OF_BALANCED
from hpsearch.errors import UsageError
from hpsearch.text.counting import how_many
from hpsearch.text.listing import all_of
from hpsearch.training.recipe import batch_size
from hpsearch.trials.ensembles import ROWS_OF_NUMBERS
from hpsearch.trials.input_views import INPUTS_OF_NUMBER, WAVES_OF_NUMBER

DATA = """\
{about}
data:
  source: {source}
  target: {target}
  task: {task}
{csv}  split: auto          # {sizes}; or {{train: 0.7, dev: 0.3}}, or a column that says which
{divisions}{inputs}
"""

PLAIN = """\
# A number, word or list fixes a hyperparameter; a range or choices search it.
hyperparameters:
  layers: {{low: 1, high: 3}}
  units: {{low: 16, high: 128, step: 16}}
  activation: relu
  optimizer: {{choices: [momentum, adam]}}
  learning_rate: {{low: 1e-4, high: 1e-1, scale: log}}
  beta1: {{low: 0.9, high: 0.999, scale: reverse_log, when: {{optimizer: momentum}}}}
  l2: {{low: 1e-2, high: 1e+2, scale: log, or_zero: true}}
  batch_size: auto     # {batches}
  epochs: 30
{weight}
search:
  mode: caviar         # many models at once; panda: one after the other, which you can change while it trains
  sampler: coarse_to_fine
  trials: 64
  rounds: 4
{metric}  seed: 0
"""

STRONG = """\
# A number, word or list fixes a hyperparameter; a range or choices search it. Width and epochs suit the rows, the
# columns and the time; `hpsearch check` says how many settings there is time for.
hyperparameters:
  layers: {{low: 1, high: 3}}
  units: {{choices: [{half}, {units}]}}   # wide layers; dropout and weight decay keep them from overfitting
  activation: {{choices: [relu, silu]}}
  keep_prob: {{choices: [1, 0.85, 0.7]}}  # dropout: what share of the units a step keeps
  input_scale: {{choices: [false, true]}}  # true: a learned factor for each input, so that important ones grow
  optimizer: adamw     # Adam beside a decay of the weights
  weight_decay: {{low: 1e-3, high: 1, scale: log, or_zero: true}}
{l2}  learning_rate: {{low: {low:g}, high: {high:g}, scale: log}}
  beta2: 0.95          # steps follow the last 20 gradients, not 1,000: better for short trainings
  schedule: cosine     # the rate falls to 0 with the last epoch
  batch_size: {batch}
  epochs: {epochs}
{part}{smoothing}{weight}
search:
  mode: caviar         # many models at once; panda: one after the other, which you can change while it trains
  sampler: coarse_to_fine
  trials: auto         # as many as the time allows, in rounds of 16
  time_limit: {seconds:g}       # seconds; {share} of them retrains the best, whose networks become an ensemble
{refit}{metric}  seed: 0
"""


PLAIN_INPUTS = "  normalize: standard\n"
ROBUST = "  normalize: robust    # by median and quartiles, and outliers bent\n"
BINNED = f"  numbers: {{piecewise_linear: {INPUTS_OF_NUMBER}}}  # so many inputs a number, for curves and steps\n"
BINNED_OR_PERIODIC = (
    f"  numbers: {{choices: [{{piecewise_linear: {INPUTS_OF_NUMBER}}}, {{periodic: {WAVES_OF_NUMBER}}}]}}"
    "  # each number in bins, or beside learned cosines\n"
)

OF_CLASSES = "  l2: {low: 0.01, high: 100, scale: log, or_zero: true}  # takes weights of useless inputs to 0\n"

REFIT = "  refit: true          # these networks learn the dev part's rows, too, once it has chosen them\n"

_RARE = "    # {}: dev_error hardly depends on the others\n"

_PART = "an epoch is a part of a pass over the training examples, for which there is no time"

SMALL_SET = 2_000
"""Number of training examples below which the whole set is one batch (notes §XV)."""

_PLAIN = re.compile(r"(?!(true|false|null)$)[A-Za-z_][\w./-]*", re.IGNORECASE)
"""Text that YAML reads as itself without quotes."""


def starter_config(
    description: Description,
    source: str,
    *,
    plain: bool = False,
    seconds: float | None = None,
    csv: Mapping[str, Any] | None = None,
) -> str:
    """A commented config for the data that `description` tells of, at `source` as seen from the config.

    Its space is made for a search of `seconds`; `plain` gives the space of the notes.
    """
    train, dev, test = description.sizes
    data = DATA.format(
        about="\n".join(f"# {_printable(line)}" for line in _about(description)),
        source=_scalar(source),
        target=_targets(description.targets),
        task=description.task,
        csv=f"  csv: {_mapping(csv)}\n" if csv else "",
        sizes=f"{train:,} train, {dev:,} dev, {test:,} test",
        divisions="".join(f"  # {line}\n" for line in _divisions(description)),
        inputs=PLAIN_INPUTS if plain else ROBUST + _numbers(description),
    )
    return data + (_plain(description, train) if plain else _strong(description, seconds or SECONDS))


def _numbers(description: Description) -> str:
    """Return how numbers become inputs; not the default only if they are few enough."""
    if not takes_bins(description):
        return ""
    return BINNED_OR_PERIODIC if takes_waves(description) else BINNED


def _plain(description: Description, train: int) -> str:
    return PLAIN.format(
        **_of_rare_classes(description),
        batches=f"here {batch_size('auto', train)}; full would take all {train:,} examples at each step"
        + (", as some do for small sets" if train < SMALL_SET else ""),
    )


def _strong(description: Description, seconds: float) -> str:
    size, classes = NetworkSize.of(description, seconds), description.task == "classification"
    refit = classes or description.rows >= ROWS_OF_NUMBERS
    return STRONG.format(
        seconds=seconds,
        units=size.units,
        half=size.units // 2,
        batch=size.batch,
        epochs=size.epochs,
        part="" if size.epoch_size is None else f"  epoch_size: {size.epoch_size}    # {_PART}\n",
        low=5e-4 if classes else 1e-3,
        high=1e-2 if classes else 3e-2,
        share="up to a third" if refit else "up to a fifth",
        refit=REFIT if refit else "",
        l2=OF_CLASSES if classes else "",
        smoothing="  label_smoothing: {choices: [0, 0.1]}\n" if classes else "",
        **_of_rare_classes(description),
    )


def _of_rare_classes(description: Description) -> dict[str, str]:
    """The metric and the class weight to propose, as comments, if one class has nearly all rows."""
    metric = description.balance.metric
    why = "one class has nearly all rows" if description.balance.is_lopsided else "some classes have most rows"
    return {
        "metric": f"  # metric: {metric}{_RARE.format(why)}" if metric else "",
        "weight": f"  # class_weight: balanced  # rare classes count as much, but its {OF_BALANCED}\n"
        if metric
        else "",
    }


def _divisions(description: Description) -> Iterator[str]:
    """Yield other ways to divide the rows, each with its reason."""
    group, order = description.likely
    if group is not None:
        yield f"group: {_scalar(group)}  # rows of one value stay in one part; at random, the dev figure is too good"
    elif description.of_things is not None:
        yield (
            f"group: {_scalar(description.of_things)}  # its rows lie together: if they are of one thing each, such as "
            "a machine, this keeps them in one part; at random, the dev figure is too good"
        )
    if order is not None:
        yield f"order: {_scalar(order)}  # the latest rows judge; at random, the dev figure is too good"
    if description.rows < SMALL_SET and order is None:
        yield "split: {folds: 5}  # under 2,000 rows: all of them judge each setting, in five times the time"


def _about(description: Description) -> Iterator[str]:
    yield f"{description.rows:,} rows: {_columns(description)}, {how_many(description.missing, 'value')} missing"
    if description.classes:
        counts = ", ".join(f"{name} ({rows:,})" for name, rows in description.classes[:10])
        more = f" and {len(description.classes) - 10} more" if len(description.classes) > 10 else ""
        yield f"{description.target} has {len(description.classes)} classes: {counts}{more}"
        yield from filter(None, (description.balance.judged, description.balance.proposal))
    yield from description.remarks


def _columns(description: Description) -> str:
    kinds = {"date": len(description.dates), "text": len(description.categorical)}
    counts = {"numeric": len(description.numeric), **{kind: count for kind, count in kinds.items() if count}}
    *first, last = counts.items()
    return all_of([*(f"{count:,} {kind}" for kind, count in first), how_many(last[1], f"{last[0]} column")])


def _targets(names: Sequence[str]) -> str:
    """Return one name unchanged, several as a list."""
    return _scalar(names[0]) if len(names) == 1 else f"[{', '.join(map(_in_a_list, names))}]"


def _in_a_list(text: str) -> str:
    return json.dumps(text, ensure_ascii=False) if not text.isidentifier() else _scalar(text)


def _scalar(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else _printable(json.dumps(text, ensure_ascii=False))


def _mapping(values: Mapping[str, Any]) -> str:
    """Keys and values on one line.

    >>> _mapping({"separator": ";", "missing": ["-", "k. A."]})
    '{separator: ";", missing: ["-", "k. A."]}'
    """
    pairs = (f"{key}: {_printable(json.dumps(value, ensure_ascii=False))}" for key, value in values.items())
    return f"{{{', '.join(pairs)}}}"


def _printable(text: str) -> str:
    r"""Return the text on one line, with YAML escapes for characters that are invalid in YAML or invisible.

    >>> print(_printable("a\nb\u2028c"))
    a\nb\u2028c
    """
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in text)


def source_in_config(data: str, folder: Path | None) -> str:
    """Return the name of the data in a config in `folder`: a path, absolute if the config has no folder.

    Raises UsageError if that cannot be written in a config.
    """
    if data in (*BUNDLED, STANDARD_INPUT):
        return data
    path = Path(data).expanduser()
    source = path.absolute() if folder is None else Path(os.path.relpath(path, folder))
    try:
        source.as_posix().encode()
    except UnicodeEncodeError as error:
        raise UsageError(
            f"{data}: the name is not UTF-8 text, so no config can state it; rename the file or folder"
        ) from error
    return source.as_posix()
