"""The report's page in a real browser, on a wide screen and on a narrow one."""

from pathlib import Path

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.image import imread

from experiments.page import browser, picture
from hpsearch.report.building import build_report
from hpsearch.report.figures.curves import PART_COLOURS
from hpsearch.report.render.page import page

pytestmark = pytest.mark.skipif(browser() is None, reason="there is no Chromium; on Debian: apt-get install chromium")

TRAIN, DEV = (np.array(to_rgb(colour)) for colour in PART_COLOURS.values())
HEIGHT = 3600  # pixels: on a narrow page the curves are below all sentences and the leaderboard
MARGIN = 10  # pixels at the right that must stay empty: nothing hangs over the page's edge


@pytest.mark.parametrize("width", [500, 1200])
def test_tables_and_curves_are_seen_and_fit(steered, tmp_path, width):
    (tmp_path / "page.html").write_text(page(build_report([steered()])), encoding="utf-8")
    pixels = _seen(tmp_path, width)
    assert pixels.shape[:2] == (HEIGHT, width)
    ground = pixels[2, 2]
    drawn = (np.abs(pixels - ground) > 0.02).any(axis=2)
    assert not drawn[:, -MARGIN:].any()
    blue, orange = (np.abs(pixels - colour).max(axis=2) < 0.1 for colour in (TRAIN, DEV))
    assert blue.sum() > 100
    assert orange.sum() > 100


def _seen(folder: Path, width: int) -> np.ndarray:
    picture(browser(), folder / "page.html", folder / "page.png", (width, HEIGHT))
    return imread(folder / "page.png")[..., :3]
