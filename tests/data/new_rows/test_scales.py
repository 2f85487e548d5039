"""A number may lack its unit, unless the unit changes its size."""

import numpy as np
import pandas as pd
import pytest

from benchmarks.exported_models import trained
from hpsearch.data.forms.scales import changes_size
from hpsearch.data.forms.written_numbers import WrittenNumbers
from hpsearch.data.new_rows.cells import numbers_in
from hpsearch.errors import DataError

SCALED = (
    *(
        "{}k",
        "{}K",
        "{} M",
        "$ {} B",
        "{} x10^3/µl",
        "{} Mio.",
        "{} Mrd.",
        "{} Tsd. €",
        "{} thousand",
        "{} million",
        "{}bn",
        "{} crore",
    ),
    *("${}k", "${}m", "${} bn", "£{}m", "{} k€", "{} T€", "{} TEUR", "{} Mio. EUR", "{} Mio €", "{} m€", "{} M$"),
    *("{} percent", "{} Prozent", "{} pct", "{} pct.", "{} per cent", "{} pour cent", "{} por ciento", "{} procent"),
    *("{} процент", "{} percent p.a.", "{} percentage points", "{} perc.", "{} ppm", "{} ppb", "{} bps", "{} ¢"),
    *("{} thous.", "{} thd", "{} ths", "{} doz", "{} Dtzd", "{} gross", "{} kpcs", "{} TDM", "{}USDk", "{} EURk"),
    *("{} EURm", "{} EURbn", "{} 万円", "{} 万元", "{} 億円", "{} 百万円", "{} 千円", "{} 亿元", "{} 만", "{} 억원"),
    *("{} ezer Ft", "{} millió Ft", "{} mFt", "{} bin TL", "{} milyon TL", "Rs {} L", "₹{} L", "R$ {} mi"),
    *("{} %", "{} ‰", "{}% p.a.", "{} 万", "{} млн", "{} mil millones"),
)
BARE = (
    "{} L",
    "{} l",
    "{} mi",
    "{} 千克",
    "{} 円",
    "{} 元",
    "{} EUR",
    "{} USD",
    "{} person",
    "{} pcs",
    "{} process",
    "{} km",
    "{} kg",
    "{} m",
    "{} mm",
    "{} €",
    "${}",
    "{} EUR",
    "{} t",
    "{} mol",
    "{} kW/h",
    "{} €/Mio.",
    "{} Km",
)


def _form(cell):
    form = WrittenNumbers.recognise([cell.format("1.5")])
    assert form is not None
    return form


@pytest.mark.parametrize("cell", SCALED)
def test_a_number_cannot_lack_a_unit_that_changes_its_size(cell):
    assert changes_size(_form(cell))
    assert numbers_in([cell.format("14"), "14168"], _form(cell)) == [14.0, None]


@pytest.mark.parametrize("cell", BARE)
def test_a_number_may_lack_another_unit(cell):
    assert not changes_size(_form(cell))
    assert numbers_in([cell.format("14"), "14168"], _form(cell)) == [14.0, 14168.0]


@pytest.mark.parametrize("cell", ["{}k", "{} Mio.", "{}M", "{} Tsd. €"])
@pytest.mark.parametrize("target", ["views", "c"])
@pytest.mark.parametrize("task", ["regression", "classification"])
def test_rows_without_such_a_unit_are_refused_from_every_source(cell, target, task, tmp_path):
    values = 1000 + np.arange(90) * 7 % (4 if task == "classification" else 90)
    frame = pd.DataFrame({"views": [cell.format(value / 10) for value in values], "c": values % 3, "b": values * 3.5})
    frame.to_csv(tmp_path / "t.csv", index=False)
    model = trained(str(tmp_path / "t.csv"), {"target": target, "task": task if target == "views" else "auto"})
    assert np.isfinite(model.score(frame))
    for typed in (frame.assign(views=values * 100), frame.assign(views=(values * 100).astype(str))):
        typed.to_csv(tmp_path / "new.csv", index=False)
        typed.to_parquet(tmp_path / "new.parquet")
        for rows in (typed, typed[:1], tmp_path / "new.csv", tmp_path / "new.parquet"):
            with pytest.raises(DataError, match=r"column 'views' holds .*"):
                model.score(rows)
