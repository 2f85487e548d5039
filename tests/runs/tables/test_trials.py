"""The columns that people open are declared once: the tables, the run folder's guide and the database agree."""

import re
import sqlite3
from contextlib import closing

import pytest

from hpsearch.runs.store.database import DATABASE, Database
from hpsearch.runs.store.disk.ours import BEGINNINGS
from hpsearch.runs.store.schema import VERSION
from hpsearch.runs.tables.column import Names, table_of
from tests.run_folder import DECLARED, DOCUMENT, documented

TEXT = DOCUMENT.read_text(encoding="utf-8")
ALL = [column for columns in DECLARED.values() for column in columns]


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    """The tables of a new run.db: for each, its columns with their types."""
    folder = tmp_path_factory.mktemp("run")
    Database.create(folder, {"headline": "error"}).close()
    with closing(sqlite3.connect(folder / DATABASE)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return {name: {row[1]: row[2] for row in connection.execute(f"PRAGMA table_info({name})")} for name in names}


@pytest.mark.parametrize("name", DECLARED)
def test_the_guide_lists_every_column_of_a_table(name):
    """`python -m tests.run_folder` brings it up to date."""
    (section,) = re.findall(rf"^### `{re.escape(name)}`\n(.*?)(?=^##|\Z)", TEXT, re.MULTILINE | re.DOTALL)
    assert documented(DECLARED[name]) in section


def test_the_guide_lists_every_table_and_column_of_the_database(stored):
    """Each table has a heading, and below it a row for each column but the checksum that ends every table."""
    for table, columns in stored.items():
        (section,) = re.findall(rf"^### Table `{table}`\n(.*?)(?=^##|\Z)", TEXT, re.MULTILINE | re.DOTALL)
        listed = re.findall(r"^\| `(\w+)` \| (\w+) \| \S", section, re.MULTILINE)
        assert listed == [(name, kind) for name, kind in columns.items() if name != "checksum"]
        assert list(columns)[-1] == "checksum"


def test_the_guide_names_the_version_of_the_database():
    assert f"This is version {VERSION}." in TEXT


@pytest.mark.parametrize("column", ALL, ids=lambda column: f"{column.name} {column.stored}")
def test_what_a_column_is_derived_from_is_in_the_database(stored, column):
    (source,) = re.findall(r"(?:^|from |in )(\w+(?:\.\w+)?)(?:,|$)", column.stored)
    table, _, name = source.partition(".")
    assert name in stored[table] if name else table in stored


@pytest.mark.parametrize("name", [name for name in DECLARED if name in BEGINNINGS])
def test_a_table_is_known_as_one_of_ours_by_its_first_columns(name):
    header = ",".join(table_of(DECLARED[name], Names("error", ["dev_error"], ["units"]), []).header) + "\n"
    assert any(header.encode().startswith(beginning) for beginning in BEGINNINGS[name])
