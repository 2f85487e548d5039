"""Attacks on tables: what `init` accepts, `check` accepts, and `run` trains on."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from random import Random

import numpy as np

from tests.fuzz.child import hpsearch
from tests.fuzz.mutations import bytes_mutated
from tests.fuzz.oracle import complaints

NAMES = (
    "a", "b", "y", "class", "id", "", " ", "a b", "a,b", 'q"q', "é", "\u202ex", "x\x07", "[red]r[/]", "y: z", "- y",
    "#y", "null", "1", "1e5", "true", "'", "{y}", "*y", "&y", "!y", "%y", "@y", "y\ny", "split", "n" * 300, "日本", "~",
    "|", ">", "\t",
)  # fmt: skip
ODD = (
    "",
    "NA",
    "nan",
    "inf",
    "-inf",
    "1e400",
    "1,5",
    "1 000",
    "0x1F",
    "1_000",
    " 7 ",
    "=1+1",
    "\u202e",
    "x" * 500,
    "\x1b[0m",
    "٣",
    "½",
    "true",
)
OPTIONS = ("--jobs", 1, "--set", "search.trials=2", "--set", "search.rounds=1", "--set", "hyperparameters.epochs=1")


def prepare(seeds: Path) -> None:
    """Nothing is needed."""


def attack(random: Random, here: Path, seeds: Path) -> Iterator[str]:  # noqa: ARG001 (all attacks have one signature)
    """A small table of odd columns, and how hpsearch reads it."""
    table = here / random.choice(("t.csv", "t.csv", "t.csv", "t.csv", "t.parquet", "t.npz", "ü [x].csv", "-t.csv"))
    header, columns = _columns(random)
    content = _content(random, table.suffix, header, columns)
    table.write_bytes(bytes_mutated(random, content) if random.random() < 0.3 else content)
    target = ("--target", random.choice(header)) if random.random() < 0.3 and "\0" not in "".join(header) else ()
    begun = hpsearch(here, "init", "-o", "c.yaml", *target, "--", table.name)
    yield from (f"{complaint}: {begun}" for complaint in complaints(begun))
    if begun.code:
        return
    checked = hpsearch(here, "check", "c.yaml")
    yield from (f"{complaint}: {checked}" for complaint in complaints(checked))
    if checked.code:
        yield f"init wrote it, check refuses it: {checked}"
    elif random.random() < 0.5:
        finalists = ("--set", "search.finalists=null") if random.random() < 0.7 else ()
        for words in (("run", "c.yaml", "--out", "r", *OPTIONS, *finalists), ("report", "r")):
            ended = hpsearch(here, *words)
            yield from (f"{complaint}: {ended}" for complaint in complaints(ended))
            if ended.code not in (0, 1, 3):
                yield f"check passed the table, {words[0]} does not: {ended}"
                return


def _columns(random: Random) -> tuple[list[str], list[list[str]]]:
    rows = random.choice((0, 1, 3, 10, 11, 30, 60, 60, 60))
    width = random.choice((1, 2, 3, 3, 4, 6))
    header = [random.choice(NAMES) if random.random() < 0.5 else f"c{i}" for i in range(width)]
    return header, [_column(random, rows) for _ in range(width)]


def _column(random: Random, rows: int) -> list[str]:
    gaps, odd = random.choice((0, 0, 0.1, 0.6, 1)), random.choice((0, 0, 0, 0.02, 0.3))
    scale = 10.0 ** random.choice((-300, -40, -5, 0, 0, 0, 5, 30, 200, 307))
    classes = random.choice((1, 2, 2, 3, 10))
    words = random.sample(ODD, classes) if random.random() < 0.3 else [f"w{i}" for i in range(classes)]
    draw = random.choice((
        lambda: repr(random.gauss(0, 1) * scale),
        lambda: str(random.randrange(classes)),
        lambda: str(random.choice((2**53, 2**63, 10**20, -5)) + random.randrange(classes)),
        lambda: random.choice(words),
        lambda: f"2024-{random.randrange(1, 13):02}-{random.randrange(1, 32):02}",
        lambda: random.choice(("true", "False")),
        lambda: f"0{random.randrange(10, 99)}",
        lambda: f"{random.random():.2f}".replace(".", ","),
        lambda: str(random.getrandbits(64)),
    ))  # fmt: skip
    return [
        "" if random.random() < gaps else random.choice(ODD) if random.random() < odd else draw() for _ in range(rows)
    ]


def _content(random: Random, suffix: str, header: list[str], columns: list[list[str]]) -> bytes:
    if suffix == ".npz":
        return _archive(random)
    if suffix == ".parquet":
        return _parquet(header, columns)
    written = io.StringIO()
    writer = csv.writer(written, delimiter=random.choice(",,,;\t"), lineterminator=random.choice(("\n", "\r\n")))
    writer.writerows([header, *zip(*columns, strict=True)])
    encoding = random.choice(("utf-8", "utf-8", "utf-8", "utf-8-sig", "latin-1", "utf-16"))
    return written.getvalue().encode(encoding, errors="replace")


def _parquet(header: list[str], columns: list[list[str]]) -> bytes:
    import pyarrow as pa  # noqa: PLC0415 (most cases do without)
    import pyarrow.parquet as pq  # noqa: PLC0415

    written = io.BytesIO()
    arrays = [
        pa.array([_number(value) for value in column]) if _numeric(column) else pa.array(column) for column in columns
    ]
    pq.write_table(pa.Table.from_arrays(arrays, names=header), written)
    return written.getvalue()


def _numeric(column: list[str]) -> bool:
    return all(_number(value) is not None or not value for value in column)


def _number(value: str) -> float | None:
    try:
        return float(value)
    except ValueError:
        return None


def _archive(random: Random) -> bytes:
    rows, rng = random.choice((0, 1, 10, 30, 60)), np.random.default_rng(random.getrandbits(32))
    shape = random.choice(((rows, 3), (rows, 0), (rows,), (rows, 4, 4, 1), (rows, 2, 2), (rows + 1, 2)))
    x = rng.normal(size=shape) * 10.0 ** random.choice((-300, 0, 0, 30, 300))
    bits = rng.integers(0, 2, rows)
    y = random.choice((bits, rng.normal(size=rows), bits.astype(str), bits[:, None], bits > 0))
    dtype = random.choice(("f8", "f4", "f2", "i8", "u1", "c16", "?", "S3"))
    written = io.BytesIO()
    with np.errstate(all="ignore"):
        x = x.astype(dtype)
    np.savez(written, **{random.choice(("X", "X", "X", "x")): x, random.choice(("y", "y", "y", "Y")): y})
    return written.getvalue()
