"""The report's page in a real browser, on a wide screen and on a narrow one."""

import re
import subprocess
from pathlib import Path

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.image import imread

from experiments.page import browser, picture
from hpsearch.report.building import build_report
from hpsearch.report.figures.curves import PART_COLOURS
from hpsearch.report.render.page import page
from hpsearch.runs.run import Run
from hpsearch.search.search import search
from hpsearch.workers.backends import start_workers

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


@pytest.mark.parametrize(("width", "paper"), [(680, True), (500, False)])
def test_no_number_is_split_over_lines(searched_widely, tmp_path, width, paper):
    """Neither on a small screen nor on paper, where also a table of many columns has its full width."""
    written = page(build_report([searched_widely]))
    (tmp_path / "page.html").write_text(
        (written.replace("@media print", "@media all") if paper else written).replace("</body>", MEASURED),
        encoding="utf-8",
    )
    shown = _dom(tmp_path, width)
    found = re.search('data-split="([^"]*)" data-over="([^"]*)" data-after="([^"]*)"', shown).groups()
    assert found[0] == ""
    if paper:
        assert found[1:] == ("", "avoid")


def test_rows_are_whole_pixels_high(searched_widely, tmp_path):
    """Else the cells that stay in place while a table scrolls hide some of the lines between rows."""
    script = """<script>
    document.body.dataset.heights = [...document.querySelectorAll(".board tr:not(.more)")]
        .map(row => row.getBoundingClientRect().height % 1);
    </script></body>"""
    written = page(build_report([searched_widely])).replace("</body>", script)
    (tmp_path / "page.html").write_text(written, encoding="utf-8")
    (heights,) = re.search('data-heights="([^"]*)"', _dom(tmp_path, 1200)).groups()
    assert {*heights.split(",")} == {"0"}


def test_rows_of_the_leaderboard_have_one_line_on_a_small_screen(searched_widely, tmp_path):
    """It scrolls sideways there, so that names need not break and make rows high."""
    script = """<script>
    document.body.dataset.heights = [...document.querySelectorAll(".board tr:not(.more) td")]
        .map(cell => cell.getBoundingClientRect().height);
    </script></body>"""
    written = page(build_report([searched_widely])).replace("leaky_<wbr>relu", "leaky_<wbr>relu " * 3)
    (tmp_path / "page.html").write_text(written.replace("</body>", script), encoding="utf-8")
    (heights,) = re.search('data-heights="([^"]*)"', _dom(tmp_path, 500)).groups()
    assert len({*heights.split(",")}) == 1


def _dom(folder: Path, width: int) -> str:
    """The page after its scripts, as a browser of such a width has it."""
    command = [browser(), "--headless=new", "--no-sandbox", "--disable-gpu", f"--window-size={width},2000"]
    command += ["--virtual-time-budget=2000", "--dump-dom", (folder / "page.html").as_uri()]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout


@pytest.fixture
def searched_widely(small, tmp_path):
    """A run whose leaderboard has many columns."""
    rate = {"low": 0.00123456, "high": 0.0654321, "scale": "log"}
    hyperparameters = {
        **dict.fromkeys(("learning_rate", "l2"), rate),
        "optimizer": {"choices": ["adam", "adamw"]},
        "weight_decay": rate,
        "keep_prob": {"low": 0.5, "high": 1.0},
        "input_keep_prob": {"low": 0.9, "high": 1.0},
        "label_smoothing": {"low": 0.01, "high": 0.1},
        "activation": {"choices": ["relu", "leaky_relu"]},
        "units": {"low": 4, "high": 8},
        "epochs": 2,
    }
    for _ in search(small(hyperparameters=hyperparameters, search={"trials": 12}), tmp_path / "run", start_workers(1)):
        pass
    return Run(tmp_path / "run")


MEASURED = """<script>
const cells = [...document.querySelectorAll("td:not(.word)")];
const lines = cell => {
  const all = document.createRange();
  all.selectNodeContents(cell);
  return all.getClientRects();
};
document.body.dataset.split = cells.filter(cell => lines(cell).length > 1).map(cell => cell.textContent);
document.body.dataset.over = [...document.querySelectorAll("table")]
    .map(table => table.getBoundingClientRect().right).filter(right => right > innerWidth + 1);
document.body.dataset.after = getComputedStyle(document.querySelector("h2 + p.soft")).breakAfter;
</script></body>"""


def _seen(folder: Path, width: int, *options: str) -> np.ndarray:
    picture(browser(), folder / "page.html", folder / "page.png", (width, HEIGHT), *options)
    return imread(folder / "page.png")[..., :3]
