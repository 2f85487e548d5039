"""Remove blanks around fields, except inside quotes."""

import re

import numpy as np

from hpsearch.data.reading.quotes import QUOTE, inside


def without_blanks(block: bytes, separator: str) -> bytes:
    r"""Return the lines without blanks beside separators and at the ends of lines; keep blanks in quotes.

    >>> without_blanks(b'age, work\n 53 ,"  Self, own" \n', ",")
    b'age,work\n53,"  Self, own"\n'
    """
    if b" " not in block and (separator == "\t" or b"\t" not in block):
        return block
    blank = b"[ ]" if separator == "\t" else rb"[ \t]"
    mark = re.escape(separator.encode())
    run = rb"(?<!" + blank + rb")" + blank + rb"++"  # tried once for each run, however long
    around = re.compile(rb"(?<=[\n" + mark + rb"])" + run + rb"|" + run + rb"(?=\r?\n|" + mark + rb"|\Z)")
    first = len(block) - len(block.lstrip(b" " if separator == "\t" else b" \t"))
    if b'"' not in block:
        return around.sub(b"", block[first:])
    data = np.frombuffer(block, np.uint8)
    quotes = np.flatnonzero(data == QUOTE)
    spans = [(0, first)] if first else []
    spans += [match.span() for match in around.finditer(block)]
    if not spans:
        return block
    outside = ~inside(quotes, np.array([start for start, _ in spans], np.intp))
    pieces, end = [], 0
    for (start, stop), free in zip(spans, outside.tolist(), strict=True):
        if free and start >= end:
            pieces.append(block[end:start])
            end = stop
    return b"".join((*pieces, block[end:]))
