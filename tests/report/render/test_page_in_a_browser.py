"""The report's page in a real browser, on a wide screen and on a narrow one."""

import re
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
DARK = "--blink-settings=preferredColorScheme=0"
HEIGHT = 3600  # pixels: on a narrow page the curves are below all sentences and the leaderboard
MARGIN = 10  # pixels on the right that must stay empty: nothing exceeds the page's edge


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


def test_a_dark_screen_gets_light_text_on_a_dark_ground(steered, tmp_path):
    (tmp_path / "page.html").write_text(page(build_report([steered()])), encoding="utf-8")
    brightness = _seen(tmp_path, 1200, DARK).mean(axis=2)
    ground = brightness[2, 2]
    assert ground < 0.2
    assert (brightness > 0.7).sum() > 2000, "text is to be seen"
    assert (brightness < 0.5).mean() > 0.9, "no part stays as on a light screen"


def test_on_paper_it_takes_few_pages(steered, tmp_path):
    (tmp_path / "page.html").write_text(page(build_report([steered()])), encoding="utf-8")
    picture(
        browser(), tmp_path / "page.html", tmp_path / "page.png", (1200, HEIGHT), f"--print-to-pdf={tmp_path}/page.pdf"
    )
    pages = re.findall(rb"/Type\s*/Page\b", (tmp_path / "page.pdf").read_bytes())
    assert 1 <= len(pages) <= 8


def _seen(folder: Path, width: int, *options: str) -> np.ndarray:
    picture(browser(), folder / "page.html", folder / "page.png", (width, HEIGHT), *options)
    return imread(folder / "page.png")[..., :3]
