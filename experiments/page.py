"""Makes page.png, the picture of a report in the README, with a Chromium browser: the search of the README's tour."""

import subprocess
import sys
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SIZE = (1100, 2010)


def main() -> None:
    """Search, report, and take the picture. Raises SystemExit where there is no browser."""
    chromium = browser()
    if chromium is None:
        raise SystemExit(f"expected one of {', '.join(BROWSERS)}; on Debian: apt-get install chromium")
    here = Path(__file__).parent.absolute()
    target = Path(__file__).with_suffix(".png").absolute()
    with TemporaryDirectory() as folder:

        def hpsearch(*arguments: str | Path) -> None:
            command = [Path(sys.executable).with_name("hpsearch"), *arguments]
            subprocess.run(command, cwd=folder, check=True, capture_output=True)  # noqa: S603

        hpsearch("init", here / "machines.csv", "--target", "state", "--plain")
        hpsearch("run", "machines.yaml")
        hpsearch("report", "runs/machines", "--html", "page.html")
        picture(chromium, Path(folder, "page.html"), target, SIZE)
    print(f"{target}: {target.stat().st_size / 1000:.0f} kB")


def browser() -> str | None:
    """Where a browser is, if there is one."""
    return next(filter(None, map(which, BROWSERS)), None)


def picture(chromium: str, page: Path, target: Path, size: tuple[int, int], *options: str) -> None:
    """Take a picture of a page, so many pixels wide and high, with more options of the browser."""
    command = [chromium, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
    command += [f"--window-size={size[0]},{size[1]}", f"--screenshot={target}", *options, page.absolute().as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=120)  # noqa: S603


if __name__ == "__main__":
    main()
