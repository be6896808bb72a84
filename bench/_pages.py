"""The stage in a headless Chromium beside a measured daemon, and the frames that it draws."""

from __future__ import annotations

import itertools
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

COUNT = """() => {
  window.frames_drawn = [];
  const count = (now) => { window.frames_drawn.push(now); requestAnimationFrame(count); };
  requestAnimationFrame(count);
}"""

PATIENCE = 30.0


class Pages:
    """Open pages."""

    def __init__(self, pages: list[Any]) -> None:
        self._pages = pages

    def begin(self) -> None:
        """Count frames from now on."""
        for page in self._pages:
            page.evaluate(COUNT)

    def told(self) -> list[str]:
        """What each page reached, a line each."""
        return [self._of(page) for page in self._pages]

    @staticmethod
    def _of(page: Any) -> str:
        moments = page.evaluate("window.frames_drawn")
        gaps = sorted(b - a for a, b in itertools.pairwise(moments))
        rate = 1000.0 * len(gaps) / max(1.0, moments[-1] - moments[0])
        slow = gaps[int(0.99 * len(gaps))]
        return f"{rate:.1f} frames a second, 99 of 100 within {slow:.0f} ms"


@contextmanager
def opened(count: int, log: Path) -> Iterator[Pages]:
    """That many pages of the daemon that writes that log; none need no browser."""
    if not count:
        yield Pages([])
        return
    from playwright.sync_api import sync_playwright

    url = _address(log)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        pages = [browser.new_page(viewport={"width": 1280, "height": 800}) for _ in range(count)]
        for page in pages:
            page.goto(url)
            page.wait_for_selector("html:not(.away)")
        yield Pages(pages)
        browser.close()


def _address(log: Path) -> str:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        for line in log.read_text("utf-8").splitlines():
            if line.startswith("OSCQuery "):
                return line.split()[1]
        time.sleep(0.05)
    raise TimeoutError("the daemon serves no page")
