"""A model's file: safetensors with a checksum over every byte, whose parts are checked before use."""

import json
import re
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from hpsearch.data.memory import available
from hpsearch.errors import DamagedModelError, UsageError
from hpsearch.models.file_forms import About, EnsembleAbout
from hpsearch.records import Record
from hpsearch.system.regular_files import irregular
from hpsearch.text.visible import brief, visible_line

FORMAT = "hpsearch-model-3"
ENSEMBLE_FORMAT = "hpsearch-ensemble-1"
WITHOUT_CHECKSUM = "hpsearch-model-1"
"""The first file format, which has no checksum."""

BLANK = "0" * 64
"""Placeholder for the checksum while it is computed."""

CHECKSUM = re.compile(rb'\\"sha256\\": \\"([0-9a-f]{64})\\"')
"""The checksum in the file's header, where quotes are escaped."""

LONGEST_HEADER = 100_000_000
DTYPES: dict[str, np.dtype[Any]] = {"F32": np.dtype("<f4"), "F64": np.dtype("<f8")}
REMEDY = "take a whole copy of it, or have it written again: `hpsearch run CONFIG --resume`"


class _Metadata(BaseModel):
    hpsearch: str


class _Array(BaseModel):
    data_offsets: tuple[int, int]


class _Header(BaseModel):
    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, _Array]

    metadata: _Metadata = Field(alias="__metadata__")

    @property
    def arrays(self) -> dict[str, _Array]:
        """The shape and type of each array, as the header gives them."""
        return self.__pydantic_extra__


class ModelFile(Record):
    """A file's arrays by name, and its header; `sha256` is empty for files without one."""

    arrays: dict[str, NDArray[Any]]
    about: About | EnsembleAbout
    sha256: str


def packed(arrays: Mapping[str, NDArray[Any]], about: Mapping[str, Any]) -> tuple[bytes, str]:
    """Return the content of a model's file, and its checksum."""
    from safetensors.numpy import save  # noqa: PLC0415 (only the end of a run needs it)

    blank = save(
        {name: np.ascontiguousarray(array) for name, array in arrays.items()},
        metadata={
            "hpsearch": json.dumps({"format": FORMAT, "sha256": BLANK, **about})
        },  # as the order of several entries varies
    )
    digest = sha256(blank).hexdigest()
    start, end = _place_of_checksum(blank)
    return blank[:start] + digest.encode() + blank[end:], digest


def unpacked(path: Path) -> ModelFile:
    """Read the model's file at `path`. Raises UsageError if it is missing, and DamagedModelError."""
    content = _content(path)
    header = content[8 : 8 + int.from_bytes(content[:8], "little")]
    start, end = _place_of_checksum(content[: len(header) + 8])
    digest = content[start:end].decode()
    if digest and sha256(content[:start] + BLANK.encode() + content[end:]).hexdigest() != digest:
        raise DamagedModelError(path, "is damaged, its checksum differs", REMEDY)
    about = _about(header, path)
    if (about.format != WITHOUT_CHECKSUM) != bool(digest) or (about.sha256 or "") != digest:
        raise DamagedModelError(path, "is damaged, it has no checksum of its format", REMEDY)
    return ModelFile(_arrays(content, path), about, digest)


def with_checksum(path: Path, checksum: str | None) -> ModelFile:
    """Read the model's file at `path`. Raises like `unpacked`, and DamagedModelError for an unexpected checksum."""
    file = unpacked(path)
    if checksum is not None and file.sha256 != checksum:
        raise DamagedModelError(path, "is not the model that this run saved", REMEDY)
    return file


def _content(path: Path) -> bytes:
    try:
        if kind := irregular(path):
            raise UsageError(f"{path}: is {kind}; expected a model's file, such as best.safetensors")
        with path.open("rb") as file:
            beginning = file.read(8)
            length, size = path.stat().st_size, int.from_bytes(beginning, "little")
            if len(beginning) < 8 or size > min(length - 8, LONGEST_HEADER):
                raise DamagedModelError(path, "no model can be read from it", "expected a file that hpsearch wrote")
            header = file.read(size)
            if length != 8 + size + _claimed(header, path):  # checked before the rest is read, which may be long
                raise DamagedModelError(path, "is damaged, its length is not what it states", REMEDY)
            if length > available() / 3:
                raise UsageError(f"{path}: is larger than the free memory holds; expected a model's file")
            return beginning + header + file.read(length)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"{path}: no model can be read from it ({reason})") from error


def _claimed(header: bytes, path: Path) -> int:
    """Return the number of bytes of the arrays that a header describes."""
    try:
        stated = _Header.model_validate_json(header)
    except ValidationError:
        raise DamagedModelError(path, "not a model of hpsearch", "expected a file that it wrote") from None
    return max((array.data_offsets[1] for array in stated.arrays.values()), default=0)


def _place_of_checksum(beginning: bytes) -> tuple[int, int]:
    """Return start and end of the checksum's digits; (0, 0) for files without one."""
    found = CHECKSUM.search(beginning)
    return found.span(1) if found else (0, 0)


def _about(header: bytes, path: Path) -> About | EnsembleAbout:
    try:
        stated = _Header.model_validate_json(header).metadata.hpsearch
    except ValidationError:
        raise DamagedModelError(path, "not a model of hpsearch", "expected a file that it wrote") from None
    form = EnsembleAbout if ENSEMBLE_FORMAT in stated[:100] else About
    try:
        return form.model_validate_json(stated)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or "metadata"
        said = visible_line(brief(f"{where}: {first['msg']}", 200))
        raise UsageError(f"{path}: not a model of this version of hpsearch: {said}; expected format {FORMAT}") from None


def _arrays(content: bytes, path: Path) -> dict[str, NDArray[Any]]:
    from safetensors import SafetensorError, deserialize  # noqa: PLC0415 (only prediction needs it)

    try:
        tensors = deserialize(content)  # type: ignore[no-untyped-call]
    except SafetensorError as error:
        raise DamagedModelError(path, f"no model can be read from it ({error})", REMEDY) from error
    arrays = {}
    for name, tensor in tensors:
        if tensor["dtype"] not in DTYPES or len(tensor["shape"]) != 1:
            raise UsageError(
                f"{path}: {visible_line(brief(name))} is {tensor['dtype']} of shape {tensor['shape']}; {REMEDY}"
            )
        arrays[name] = np.frombuffer(tensor["data"], DTYPES[tensor["dtype"]])
    return arrays
