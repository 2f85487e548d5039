"""`hpsearch predict`: predict new rows with a model."""

from pathlib import Path

import click

import hpsearch
from hpsearch.cli.options import FOLDER, OUTPUT
from hpsearch.cli.terminal.printing import say, write_data
from hpsearch.errors import UsageError
from hpsearch.models.prediction_formats import as_csv, check_ending, write_predictions
from hpsearch.models.predictions import Predictions
from hpsearch.models.search_metric import SearchMetric
from hpsearch.runs.balanced import balanced_sentence
from hpsearch.runs.folder.output import Output
from hpsearch.runs.run import Run
from hpsearch.runs.unfinished import unfinished
from hpsearch.text.command_line import command
from hpsearch.text.counting import how_many


@click.command()
@click.argument("model", metavar="RUN|MODEL", type=FOLDER)
@click.argument("data")
@click.option("-o", "--output", type=OUTPUT, metavar="FILE", help="A .csv or .parquet file.  [default: csv on stdout]")
@click.option("--keep", multiple=True, metavar="COL", help="A column of DATA to include; may be repeated.")
@click.option("--probabilities", is_flag=True, help="Write the probability of each class, too.")
@click.option("--overwrite", is_flag=True, help="Replace FILE if it exists.")
def predict(
    model: Path, data: str, output: Path | None, keep: tuple[str, ...], probabilities: bool, overwrite: bool
) -> None:
    """Predict the target of rows in DATA with the model of RUN (its ensemble or best network), or a MODEL file.

    DATA is a .csv, .csv.gz, .parquet or .npz file, - for a table on standard input, or the name of a bundled set. It is
    read in blocks of rows, and its columns are found by name. If it has the target, too, stderr shows how good the
    predictions are.

    Example: hpsearch predict runs/houses new.csv -o prices.csv --keep id
    """
    place = None if output is None else _place(output, (model, Path(data)), overwrite=overwrite)
    opened = hpsearch.load(model)
    weight = opened.meta("config").get("data", {}).get("weight") if isinstance(opened, Run) else None
    trained = opened.model() if isinstance(opened, Run) else opened
    metric = _metric(opened, trained.classes) if isinstance(opened, Run) else None
    predictions = Predictions(trained, data, keep, probabilities, () if weight is None else (weight,), metric)
    if place is None:
        for text in as_csv(predictions.blocks()):
            write_data(text)
    else:
        with place.writing() as file:
            write_predictions(predictions.blocks(), file, place.path)
        say(f"wrote {place.path}: {how_many(predictions.count, 'row')}", err=True)
    for sentence in predictions.sentences:
        say(sentence, err=True)
    if isinstance(opened, Run):
        about = balanced_sentence(opened, None) if probabilities else ""
        for sentence in filter(None, (about, unfinished(opened))):
            say(sentence, err=True)
    if weight in predictions.present and predictions.agreement.count:
        judging = command("evaluate", model, "--data", data)
        say(f"each row counts once here; with the weights of {weight!r}: {judging}", err=True)


def _metric(run: Run, classes: tuple[str, ...]) -> SearchMetric:
    """The metric of the search; of two classes it judges the one that the config names, or the rarer in training."""
    stated, facts = run.meta("config").get("data", {}).get("positive", "auto"), run.data_facts
    counts = () if facts is None else facts.classes
    if len(classes) != 2:
        return SearchMetric(run.ranking.metric)
    rarer = 0 if len(counts) == 2 and counts[0] < counts[1] else 1
    return SearchMetric(run.ranking.metric, classes.index(stated) if stated in classes else rarer)


def _place(output: Path, read: tuple[Path, ...], *, overwrite: bool) -> Output:
    """Return the output. Raises UsageError if it is one of the files that are read."""
    place = Output(output, overwrite=overwrite)
    if not place.streams:
        check_ending(output)
        for path in read:
            if output.exists() and path.exists() and path.samefile(output):
                raise UsageError(f"{output}: is read here; choose another name for the predictions")
    return place
