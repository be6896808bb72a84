"""A real Chromium for tests of the page; a test that finds none is skipped with what to install."""

from __future__ import annotations

import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path

import pytest
from daemon import PATIENCE, hear
from pulse import until

CHROMIUM = shutil.which("chromium")

SOURCE = """([id, view]) => import("/page/main.js").then(({page}) => {
  const source = page.scene.find(id);
  return source ? page.stage.views[view].map.point(source.shown) : null;
})"""
"""Where a source is drawn on a map."""


@contextmanager
def chromium():
    """One browser."""
    pytest.importorskip("playwright", reason="pip install playwright")
    if CHROMIUM is None:
        pytest.skip("chromium missing: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        options = {"executable_path": CHROMIUM, "args": ["--no-sandbox"]}
        browser = playwright.chromium.launch(**options)
        yield browser
        browser.close()


class Stage:
    """An open page, and what went wrong in it."""

    def __init__(self, browser, url, **options) -> None:
        self.wrong = []
        self.context = browser.new_context(
            **{"viewport": {"width": 1280, "height": 800}, **options}
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(1000 * PATIENCE)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", self._told)
        self.page.goto(url)
        self.page.wait_for_selector("html:not(.away)")

    def _told(self, message):
        away = "ERR_CONNECTION" in message.text or "WebSocket connection" in message.text
        if message.type in {"error", "warning"} and not away:
            self.wrong.append(message.text)

    def value(self, code):
        """What JavaScript says of `page`, the page's own parts."""
        return self.page.evaluate(f"import('/page/main.js').then(({{page}}) => {code})")

    def until(self, code, what=""):
        """Wait until that is true; returns it."""
        found = []
        until(lambda: found.append(self.value(code)) or found[-1], what=what or code)
        return found[-1]

    def place(self, source):
        """Azimuth, elevation and distance of a source, as the page has it; None for none."""
        at = self.value(f"page.scene.find({source!r})?.place ?? null")
        return at and (at["azimuth"], at["elevation"], at["distance"])

    def point(self, source, view=0):
        """Where a source is drawn, in the page's pixels, once its map has come to rest."""
        seen = []

        def rests():
            self.page.evaluate("() => new Promise(requestAnimationFrame)")
            seen.append(self._point(source, view))
            return len(seen) > 3 and seen[-1] == seen[-2] == seen[-3]

        until(rests, what=f"{source} to stand still")
        return seen[-1]

    def _point(self, source, view):
        x, y = self.page.evaluate(SOURCE, [source, view])
        box = self.page.locator("canvas").nth(view).bounding_box()
        return box["x"] + x, box["y"] + y

    def reads(self, source, text):
        """Wait until a source's row says that."""
        row = self.row(source)
        until(lambda: text in row.inner_text(), what=text)

    def row(self, source):
        return self.page.locator(f'li[data-id="{source}"]')

    def close(self):
        self.context.close()
        assert self.wrong == [], self.wrong


def sounding(stage, daemon, name, *place):
    """A looping source that the page has on its maps."""
    with daemon.caller() as caller:
        caller.send("/ttmba/event", name, "rain", 10.0, *place, 0.0)
        caller.send(f"/ttmba/source/{name}/loop", 1)
        hear(caller, "/ttmba/event/state", name, "playing")
    stage.until(f"page.scene.find({name!r})?.shown[0] === page.scene.find({name!r})?.xyz[0]")


def axe():
    """The source of axe-core."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm missing: install Node.js, then: npm install -g axe-core")
    root = subprocess.run([npm, "root", "-g"], capture_output=True, text=True, check=True)
    file = Path(root.stdout.strip()) / "axe-core" / "axe.min.js"
    if not file.is_file():
        pytest.skip("axe-core missing: npm install -g axe-core")
    return file.read_text("utf-8")
