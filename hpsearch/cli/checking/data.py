"""The lines of `check` on the data: parts, views, classes, remarks."""

from collections.abc import Sequence

from hpsearch.cli.terminal.printing import say
from hpsearch.cli.terminal.wording import megabytes
from hpsearch.data import DataViews
from hpsearch.data.dataset import Dataset
from hpsearch.data.parts.mismatch import mismatches
from hpsearch.data.roles.row_weights import weights_sentence
from hpsearch.search.prepare import Prepared, networks
from hpsearch.text.counting import how_many
from hpsearch.text.visible import visible_line
from hpsearch.trials.input_views import InputView


def show_data(prepared: Prepared) -> None:
    """Print what is learned from which data, and the remarks on them."""
    dataset = networks(prepared).dataset
    sizes = _sizes(prepared)
    say(f"Data: {dataset.name}", bold=True)
    target, outcomes = visible_line(dataset.target), _outcomes(dataset.classes)
    inputs = _between([len(views.whole.features) for views in networks(prepared).by_view.values()])
    say(f"  {dataset.task} of {target}{outcomes} from {inputs} input{'s' * (inputs != '1')}")
    say(f"  {sizes} examples")
    if looked_at := _looked_at(dataset):
        say(f"  only {looked_at}, drawn at random, are compared and timed here; a run uses all rows")
    _show_views(prepared)
    if dataset.classes:
        _show_balance(prepared)
    if weight := prepared.config.data.weight:
        say(f"  {weights_sentence(dataset, weight)}")
    leak = networks(prepared).facts.leak
    for remark in (*dataset.remarks, *([leak] if leak else []), *mismatches(dataset, prepared.config.search.seed)):
        say(f"  {remark}")


def _show_views(prepared: Prepared) -> None:
    """Print the inputs and the memory of each view of the data, if views are searched."""
    by_view = networks(prepared).by_view
    if len(by_view) > 1:
        together = megabytes(sum(views.size for views in by_view.values()))
        say(f"  {len(by_view)} views, which take {together} of memory together:")
        for view, views in by_view.items():
            say(f"    {view}: {_inputs(view, views)}, {megabytes(views.size)}")


def _inputs(view: InputView, views: DataViews) -> str:
    """Return how many inputs a view has, and how many cosines of numbers its networks add."""
    inputs = how_many(len(views.whole.features), "input")
    cosines = view.waves * len(views.whole.preprocessing.scaled)
    return f"{inputs} and {how_many(cosines, 'cosine')}" if cosines else inputs


def _sizes(prepared: Prepared) -> str:
    dataset, held_out = networks(prepared).dataset, prepared.held_out
    folds = "" if prepared.folds == 1 else f", in {prepared.folds} folds that hold out {_between(held_out)} each"
    parts = {f"train{folds}": dataset.train, "dev": dataset.dev, "test": dataset.test}
    return ", ".join(f"{len(part.y):,} {name}" for name, part in parts.items() if part and not part.is_empty)


def _looked_at(dataset: Dataset) -> str:
    """Return how many rows of which parts have inputs, if not all have them."""
    parts = {"train": dataset.train, "dev": dataset.dev, "test": dataset.test}
    return ", ".join(
        f"{len(part.drawn):,} of {len(part.y):,} {name} rows"
        for name, part in parts.items()
        if part is not None and part.drawn is not None
    )


def _between(counts: Sequence[int]) -> str:
    low, high = min(counts), max(counts)
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def _show_balance(prepared: Prepared) -> None:
    balance, metric = networks(prepared).dataset.balance, prepared.ranking.metric
    say(f"  {balance.sizes}")
    if balance.judged:
        say(f"  {balance.judged}")
    if balance.proposal and metric in ("dev_error", "dev_loss"):
        say(f"  {balance.proposal}")


def _outcomes(classes: tuple[str, ...]) -> str:
    return f" ({len(classes)} classes)" if classes else ""
