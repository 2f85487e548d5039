"""The tables of an exported program, which say how to read each column, and the functions that read the cells."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from hpsearch.data import Preprocessing
from hpsearch.data.form import TableForm
from hpsearch.data.forms.dates import Clock, Dates
from hpsearch.data.forms.durations import Durations
from hpsearch.data.forms.form import PlainNumbers, Truth
from hpsearch.data.forms.marked import marked_moments, marked_numbers
from hpsearch.data.forms.missing import AMONG_NUMBERS, EVERYWHERE
from hpsearch.data.forms.scales import changes_size
from hpsearch.data.forms.written_numbers import MOST_DIGITS, WrittenNumbers, digits_of, in_thousands
from hpsearch.data.new_rows.dates import days_and_times, in_doubt
from hpsearch.data.target.names import statistic_as_json
from hpsearch.data.target.task import as_typed
from hpsearch.export._python import parts, reading_numbers, times
from hpsearch.export._python.literals import listed_literals, literal
from hpsearch.export._python.ways import mark_of


def used_functions(ways: Sequence[Preprocessing]) -> Iterator[Callable[..., Any]]:
    """Yield the functions of `parts` that the inputs need, each after the functions that it calls."""
    used = set[Callable[..., Any]]().union(*map(_used, ways))
    return iter(sorted(used, key=lambda function: (function.__module__, function.__code__.co_firstlineno)))


def _used(preprocessing: Preprocessing) -> set[Callable[..., Any]]:
    readers = {_reader(form, preprocessing.form)[0] for form in _forms(preprocessing)}
    used: set[Callable[..., Any]] = {parts.columns_of, parts.read_by, parts.known, *readers}
    if preprocessing.scaled:
        used |= {parts.is_missing, parts.bent if preprocessing.scaling.bent else parts.scaled}
    if readers:
        used |= {
            reading_numbers.converted,
            reading_numbers.is_long,
            reading_numbers.plain_number,
            reading_numbers.number_of,
            reading_numbers.number_in_text,
        }
    if reading_numbers.written_number in readers:
        used |= {reading_numbers.without_unit, digits_of, in_thousands}
    if preprocessing.dates:
        used |= {
            times.dates_of,
            times.texts_read,
            in_doubt,
            times.moment,
            times.by_its_own_clock,
            times.unmarked,
            times.date_parts,
        }
    if preprocessing.one_hot:
        used |= {parts.word_of, parts.one_hot}
    if preprocessing.bins and preprocessing.bins.edges:
        used.add(parts.in_bins)
    return used


def tables(ways: Sequence[Preprocessing]) -> str:
    """Return the program's constants on columns and target; all `ways` read the columns in the same manner."""
    preprocessing, form = ways[0], ways[0].form
    forms = {column.name: column.form for column in form.columns}
    targets = preprocessing.targets
    several = f"TARGETS = {listed_literals(targets)}"
    sections = [several if len(targets) > 1 else f"TARGET = {literal(targets[0])}"]
    if preprocessing.classes:
        sections.append(f"CLASSES = {listed_literals(as_typed(preprocessing.classes, preprocessing.kind).tolist())}")
    else:
        statistics = map(statistic_as_json, (preprocessing.target_mean, preprocessing.target_std))
        sections.append(f"TARGET_MEAN, TARGET_STD = {', '.join(map(repr, statistics))}")
    if preprocessing.scaled:
        marks = AMONG_NUMBERS if form.marks is None else ("", *form.marks)
        sections.append(
            f"MISSING_NUMBERS = frozenset({listed_literals(marks)})  # of what is missing among numbers and dates"
        )
    if preprocessing.numeric:
        numbers = _marked(form)
        sections.append(f"MARKED_NUMBERS = {listed_literals([*numbers])}  # numbers that are missing, however written")
    if any(isinstance(each, WrittenNumbers) for each in _forms(preprocessing)):
        sections.append(f"MOST_DIGITS = {MOST_DIGITS}  # of a whole number; one with more is a code")
    if preprocessing.dates:
        moments = [str(each.astype("datetime64[us]")) for each in marked_moments(form.marks)]
        sections.append(f"MARKED_DATES = {listed_literals(moments)}  # and dates")
    if preprocessing.one_hot:
        marks = EVERYWHERE if form.marks is None else ("", *form.marks)
        sections.append(f"MISSING_WORDS = frozenset({listed_literals(marks)})  # and among words")
    if preprocessing.numeric:
        items = {name: _reader(forms[name], form)[1] for name in preprocessing.numeric}
        sections.append(_table("NUMBERS", "how the cells of each column are read", items))
    of_each = [list(_tables_of_way(way)) for way in ways]
    for place, own in enumerate(of_each):
        for name, meaning, items in own:
            same = place and (name, meaning, items) in of_each[0]
            sections.append(
                f"{name}{mark_of(place)} = {name}" if same else _table(f"{name}{mark_of(place)}", meaning, items)
            )
    return "\n".join(sections)


def _tables_of_way(preprocessing: Preprocessing) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Yield the tables of dates and words, as seen in the training part: name, meaning and items of each."""
    forms = {column.name: column.form for column in preprocessing.form.columns}
    if preprocessing.dates:
        meaning = "how days, times and time zones are written; the first date of training, whether there is an hour"
        yield (
            "DATES",
            meaning,
            {
                each.column: f"({dates_written(forms[each.column])}, {each.first}, {each.timed})"
                for each in preprocessing.dates
            },
        )
    if preprocessing.one_hot:
        words = {
            group.column: f"({listed_literals(group.categories, 4)}, {group.others}, {group.missing})"
            for group in preprocessing.one_hot
        }
        yield "WORDS", "words; whether rare ones and missing ones have an input", words


def _forms(preprocessing: Preprocessing) -> list[Any]:
    forms = {column.name: column.form for column in preprocessing.form.columns}
    return [forms[name] for name in preprocessing.numeric]


def _marked(table: TableForm, written: WrittenNumbers | None = None) -> list[float]:
    """The numbers that are missing values; in a column of `written` numbers also those marked with its unit."""
    return [*marked_numbers(table.marks, table.decimal, written)]


def _reader(form: Any, table: TableForm) -> tuple[Callable[..., Any], str]:
    """Return the function that reads a cell, and the text that names it in the table."""
    match form:
        case PlainNumbers():
            return reading_numbers.plain_number, _with_options("plain_number", _options_of_plain(form))
        case Truth():
            return reading_numbers.truth, "truth"
        case Clock():
            return times.clock, "clock"
        case Durations():
            return times.hours_of_duration, "hours_of_duration"
        case WrittenNumbers():
            return reading_numbers.written_number, _with_options("written_number", _options_of_written(form, table))
    return reading_numbers.plain_number, "plain_number"


def _with_options(function: str, options: dict[str, str]) -> str:
    """The function with some of its arguments, or as it is if there are none."""
    given = ", ".join(f"{name}={value}" for name, value in options.items())
    return f"partial({function}, {given})" if given else function


def _options_of_plain(form: PlainNumbers) -> dict[str, str]:
    decimal = {} if form.decimal == "." else {"decimal": literal(form.decimal)}
    return decimal | ({"long": "True"} if form.long else {})


def _options_of_written(form: WrittenNumbers, table: TableForm) -> dict[str, str]:
    own = [value for value in _marked(table, form) if value not in _marked(table)]
    units = {name: literal(unit) for name, unit in (("prefix", form.prefix), ("suffix", form.suffix)) if unit}
    marked = {"marked": listed_literals(own)} if own else {}
    refused = {"separated": form.separated, "bare": not changes_size(form)}
    return {"decimal": literal(form.decimal)} | units | marked | {k: "False" for k, v in refused.items() if not v}


def dates_written(form: Any) -> str:
    """Return the formats of days and times, and which dates have time zones, as the program has them."""
    form = form if isinstance(form, Dates) else Dates()
    zones = "any" if not form.format else "each" if form.zone else "none"
    days, clocks = days_and_times(form)
    return f"{listed_literals(days, 4)}, {listed_literals(clocks, 4)}, {literal(zones)}"


def _table(name: str, meaning: str, items: dict[str, str]) -> str:
    lines = "\n".join(f"    {literal(key)}: {value}," for key, value in items.items())
    return f"{name} = {{  # {meaning}\n{lines}\n}}"
