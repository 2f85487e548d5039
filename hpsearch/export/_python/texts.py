"""The parts of an exported program that are written for each model: its first lines, its inputs, its command line."""

from collections.abc import Iterator

from hpsearch.data import Preprocessing
from hpsearch.data.forms.dates import Clock
from hpsearch.data.forms.durations import Durations
from hpsearch.data.forms.form import PlainNumbers
from hpsearch.data.forms.written_numbers import WrittenNumbers
from hpsearch.data.inputs.fitting import FARTHEST
from hpsearch.data.reading.dialect import Dialect
from hpsearch.export._python.literals import listed_literals, literal
from hpsearch.models.model import Model
from hpsearch.text.counting import how_many

ENTRY = 'if __name__ == "__main__":\n    main()'


def first_lines(model: Model, origin: str) -> str:
    """Return the docstring and the imports."""
    preprocessing = model.preprocessing
    count = how_many(len(preprocessing.columns), "column")
    about = f"Predicts {preprocessing.target} from {count} with NumPy alone: {origin}, by hpsearch."
    return f'''"""{_quoted(about)}

    python FILE rows.csv > predictions.csv

From Python, `predict` takes a list of dicts, a dict of columns, or a DataFrame.
"""

{chr(10).join(_imports(preprocessing))}'''


def _quoted(text: str) -> str:
    """Escape text for a docstring."""
    return repr(text)[1:-1].replace('"', "'") if not text.isprintable() or '"' in text or "\\" in text else text


def _imports(preprocessing: Preprocessing) -> Iterator[str]:
    forms = [column.form for column in preprocessing.form.columns]
    clocks = any(isinstance(form, Clock) for form in forms)
    lengths = any(isinstance(form, Durations) for form in forms)
    written = any(isinstance(form, WrittenNumbers) for form in forms)
    yield "import base64\nimport csv\nimport io"
    if preprocessing.scaled:
        yield "import re"
    yield "import sys"
    yield "from collections.abc import Callable, Sequence"
    dates, words = bool(preprocessing.dates), bool(preprocessing.one_hot)
    moments = {"date": dates or words, "datetime": dates, "time": clocks or words, "timedelta": words or lengths}
    if used := [name for name, needed in moments.items() if needed]:
        yield f"from datetime import {', '.join(used)}"
    yield "from decimal import Decimal"
    options = any(isinstance(form, PlainNumbers) and form != PlainNumbers() for form in forms)
    if written or options or preprocessing.dates:
        yield "from functools import partial"
    yield "from typing import Any\n\nimport numpy as np\nfrom numpy.typing import NDArray"


def inputs_function(preprocessing: Preprocessing, mark: str = "") -> str:
    """Return the function that converts rows to a network's inputs, a line for each step; its names end with `mark`."""
    return "\n".join(
        [
            f"def inputs{mark}(rows):",
            '    """What the network takes, (rows, inputs), made of the columns as in training."""',
            *(f"    {line}" for line in _lines_of_inputs(preprocessing, mark)),
        ]
    )


def _lines_of_inputs(preprocessing: Preprocessing, mark: str) -> Iterator[str]:
    def array(name: str) -> str:
        return f'WEIGHTS["{name}{mark}"]'

    tables = ", ".join(f"*{name}" for name in _tables(preprocessing, mark))
    yield f"columns = columns_of(rows, [{tables}])"
    yield "x = []"
    if preprocessing.scaled:
        yield "raw = []"
        if preprocessing.numeric:
            yield "numbers = [read_by(read, name, columns[name]) for name, read in NUMBERS.items()]"
            yield f"raw.append(np.array(numbers, np.float64).T - {array('pivots')})"
        if preprocessing.dates:
            yield f"for name, (days, times, zones, first, timed) in DATES{mark}.items():"
            yield "    dates = dates_of(name, columns[name], days, times, zones)"
            yield "    raw.append(date_parts(dates, first, timed=timed))"
        yield "raw = np.hstack(raw).astype(np.float32)"
        scaled = "bent" if preprocessing.scaling.bent else "scaled"
        yield f"x.append({scaled}(raw, {array('shift')}, {array('scale')}, {array('fill')}))"
        if preprocessing.bins:
            yield f"x[0] = in_bins(x[0], {array('bin_number')}, {array('bin_low')}, {array('bin_width')})"
        elif not preprocessing.scaling.bent:
            yield f"x[0] = np.clip(x[0], -{FARTHEST}, {FARTHEST})"
        if preprocessing.indicators:
            yield f"x.append(np.isnan(raw[:, {array('indicators')}]).astype(np.float32))"
    if preprocessing.one_hot:
        yield f"for name, (words, rare, missing) in WORDS{mark}.items():"
        yield "    x.append(one_hot(read_by(word_of, name, columns[name]), words, rare=rare, missing=missing))"
    yield "return np.hstack(x)"


def _tables(preprocessing: Preprocessing, mark: str = "") -> list[str]:
    """Return the names of the tables whose keys are the required columns."""
    there = {"NUMBERS": preprocessing.numeric, f"DATES{mark}": preprocessing.dates}
    return [name for name, columns in (there | {f"WORDS{mark}": preprocessing.one_hot}).items() if columns]


IS_UTF_8 = '''def is_utf_8(path):
    """Whether a file is UTF-8 text; training's was not, and a file of new rows may be either."""
    with open(path, "rb") as file:
        try:
            file.read().decode("utf-8")
        except UnicodeDecodeError:
            return False
    return True


'''


def main_function(model: Model) -> str:
    """Return the `main` function, which reads a CSV file as training read its own."""
    preprocessing = model.preprocessing
    form = preprocessing.form
    dialect = form.dialect or Dialect()
    single_byte = dialect.encoding == "windows-1252"
    encoding = "utf-8-sig" if dialect.encoding == "utf-8" else dialect.encoding
    opened = f'"utf-8-sig" if is_utf_8(sys.argv[1]) else {literal(encoding)}' if single_byte else literal(encoding)
    names = "" if dialect.header else f"{listed_literals(form.names, 12)}, "
    tables = _tables(preprocessing)
    skipped = (
        f'            for _ in range({dialect.skipped}):\n                next(file, "")\n' if dialect.skipped else ""
    )
    header, lines = '[f"predicted_{TARGET}"]', "[[value] for value in predict(rows).tolist()]"
    if len(preprocessing.targets) > 1:
        header, lines = '[f"predicted_{name}" for name in TARGETS]', "predict(rows).tolist()"
    if model.classes:
        header = '[f"predicted_{TARGET}", *(f"probability_{name}" for name in CLASSES)]'
        lines = "[[CLASSES[p.argmax()], *p.tolist()] for p in probabilities(rows)]"
    return f'''{IS_UTF_8 * single_byte}def main():
    """Write a line of predictions for each row of a CSV file."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    if sys.argv[1] in ("-h", "--help"):
        sys.stdout.write(__doc__ or "")
        return
    try:
        with open(sys.argv[1], encoding={opened}, newline="") as file:
{skipped}            table = csv.DictReader(file, {names}delimiter={literal(dialect.separator)}, skipinitialspace=True)
            columns = [name.strip() for name in table.fieldnames or []]
            rows = list(table)
        if not columns:
            sys.exit(f"{{sys.argv[1]}}: is empty; this program reads a CSV file")
        absent = [name for name in [{", ".join(f"*{name}" for name in tables)}] if name not in columns]
        if absent:
            sys.exit(
                f"{{sys.argv[1]}}: lacks the columns {{', '.join(absent[:3])}}"
                f"{{f' and {{len(absent) - 3}} more' if len(absent) > 3 else ''}}; this program reads a CSV file "
                f"with {{table.reader.dialect.delimiter!r}} between the columns"
            )
        lines = {lines}
    except (UnicodeError, csv.Error):
        sys.exit(f"{{sys.argv[1]}}: is no text that can be read as {encoding}; this program reads a CSV file")
    except (OSError, ValueError) as error:
        sys.exit(f"{{sys.argv[1]}}: {{error}}")
    try:
        csv.writer(sys.stdout).writerows([{header}, *lines])
        sys.stdout.flush()
    except BrokenPipeError:
        sys.stdout = None  # its reader, such as head, has enough'''
