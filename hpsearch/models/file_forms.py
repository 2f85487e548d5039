"""The JSON schema of the header of a model's file."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Size = Annotated[int, Field(gt=0, lt=2**31)]
Number = Annotated[float, Field(allow_inf_nan=False)]


class Form(BaseModel):
    """The required form of a part of the file: exactly these keys, and no type conversions."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class ArchitectureForm(Form):
    """The fields of an Architecture in the file."""

    inputs: Size
    hidden: Annotated[list[Size], Field(max_length=10_000)]
    outputs: Size
    activation: str
    head: str
    batch_norm: bool
    input_scale: bool = False
    members: Annotated[int, Field(ge=1, lt=2**31)] = 1
    parametric_activation: bool = False
    waves: Annotated[int, Field(ge=0, lt=2**31)] = 0
    numbers: Annotated[int, Field(ge=0, lt=2**31)] = 0


class CellsForm(Form):
    """The form of a column's cells, of any kind."""

    kind: str
    decimal: Literal[".", ","] | None = None
    long: bool | None = None
    prefix: str | None = None
    suffix: str | None = None
    separated: bool | None = None
    format: str | None = None
    zone: bool | None = None


class ColumnsForm(Form):
    """The fields of a ColumnForm in the file."""

    name: str
    form: CellsForm
    missing: list[str]
    gaps: bool
    whole: bool = False
    offsets: list[int] | None = None


class DialectForm(Form):
    """The fields of a Dialect in the file."""

    separator: Annotated[str, Field(min_length=1, max_length=1)]
    decimal: Literal[".", ","]
    encoding: str
    header: bool
    skipped: Annotated[int, Field(ge=0)]
    guessed: list[str]


TargetNames = str | Annotated[list[str], Field(min_length=2)]
"""The name of the target, or the names of several."""


class TablesForm(Form):
    """The fields of a TableForm in the file."""

    names: list[str]
    columns: list[ColumnsForm]
    target: TargetNames
    dialect: DialectForm | None
    marks: list[str] | None
    target_columns: list[ColumnsForm] = []
    sign: Literal[".", ","] = "."


class PreprocessingForm(Form):
    """All of a Preprocessing except its arrays; fields with a default are missing in files of earlier formats."""

    numeric: list[str]
    dates: list[tuple[str, int, bool]] = []
    outliers: Literal["kept", "bent"] = "kept"
    edges: list[Annotated[int, Field(ge=2, lt=2**31)]] = []
    indicators: list[Annotated[int, Field(ge=0)]] = []
    one_hot: list[tuple[str, list[str], bool] | tuple[str, list[str], bool, bool]]
    form: TablesForm | None = None
    task: Literal["classification", "regression"]
    target: TargetNames
    classes: list[str]
    kind: Literal["words", "whole numbers", "numbers", "booleans"] = "words"
    target_mean: Number | list[Number]
    target_std: Annotated[Number, Field(gt=0)] | list[Annotated[Number, Field(gt=0)]]
    target_range: tuple[Number | list[Number], Number | list[Number]] | None = None


class About(Form):
    """The header of a model file."""

    format: Literal["hpsearch-model-1", "hpsearch-model-2", "hpsearch-model-3"]
    architecture: ArchitectureForm
    preprocessing: PreprocessingForm
    classes: list[str]
    sha256: str | None = None


class MemberForm(Form):
    """The fields of an ensemble's network in the file; its parameters are a separate array."""

    architecture: ArchitectureForm
    weight: Annotated[Number, Field(gt=0)]
    view: Annotated[int, Field(ge=0)] = 0


class EnsembleAbout(Form):
    """The header of an ensemble's file."""

    format: Literal["hpsearch-ensemble-1"]
    members: Annotated[list[MemberForm], Field(min_length=1, max_length=10_000)]
    temperature: Annotated[Number, Field(gt=0)]
    preprocessing: PreprocessingForm
    others: list[PreprocessingForm] = []
    classes: list[str]
    sha256: str | None = None
