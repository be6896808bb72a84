"""Pictures of the page in a real browser, as the documents show them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from browsers import Stage, chromium
from daemon import Daemon

PICTURES = os.environ.get("TTMBA_PICTURES", "")
"""Where pictures of the page are kept; else they are only looked at by the test."""

# A scene that has something on every side of the head.
WORDS = (
    "a dog barks on the left 3 metres away for 40 seconds, a church bell rings behind you on the "
    "right 30 metres away for 40 seconds, a bee circles your head for 40 seconds, a plane flies "
    "over from left to right for 40 seconds, rain falls in front on the right for 40 seconds, "
    "an owl hoots above in front on the left for 40 seconds"
)


VIEWS = {
    "stage": {"viewport": {"width": 1440, "height": 860}, "color_scheme": "dark"},
    "stage_light": {"viewport": {"width": 1440, "height": 860}, "color_scheme": "light"},
    "stage_phone": {
        "viewport": {"width": 390, "height": 844}, "color_scheme": "dark", "has_touch": True,
        "is_mobile": True, "device_scale_factor": 2,
    },
    "stage_phone_light": {
        "viewport": {"width": 390, "height": 844}, "color_scheme": "light", "has_touch": True,
        "is_mobile": True, "device_scale_factor": 2,
    },
}  # fmt: skip


@pytest.mark.slow
def test_pictures(tmp_path):
    """Each has the maps with colours on them; with TTMBA_PICTURES they are kept."""
    config = '[audio]\nahead = 9600\n[cues]\nzero = "all"\n'
    with chromium() as browser, Daemon(tmp_path, config=config) as own:
        opened = [Stage(browser, own.page(), **options) for options in VIEWS.values()]
        opened[0].page.fill("#cue", WORDS)
        opened[0].page.keyboard.press("Enter")
        for one in opened:
            one.until(
                "[...page.scene.sources.values()].filter(s => s.trail.length > 20).length > 1"
            )
        for name, one in zip(VIEWS, opened, strict=True):
            one.page.locator("li", has_text="dog").locator(".pick").click()
            one.page.locator("main").evaluate("main => main.scrollTo(0, 0)")
            one.page.wait_for_timeout(300)
            file = Path(PICTURES or tmp_path) / f"{name}.png"
            one.page.screenshot(path=file)
            assert file.stat().st_size > 40_000
            one.close()
