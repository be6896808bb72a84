"""The page in a real browser against a real daemon: seen, played, shared, and by keyboard alone."""

from __future__ import annotations

import socket

import numpy as np
import pytest
import soundfile
from browsers import Stage, axe, chromium, sounding
from daemon import Daemon
from ports import free_port
from pulse import until


@pytest.fixture(scope="module")
def browser():
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def daemon(tmp_path_factory, browser):
    """Four voices, so that a fifth has a reason not to sound."""
    folder = tmp_path_factory.mktemp("stage")
    config = "[audio]\nvoices = 4\n"
    with Daemon(folder, "--record", str(folder / "all.wav"), config=config) as running:
        yield running


@pytest.fixture
def url(daemon):
    return daemon.page()


@pytest.fixture
def stage(browser, url, daemon):
    """A page; nothing sounds when it is left."""
    opened = Stage(browser, url)
    yield opened
    opened.page.click("#panic")
    opened.until("page.scene.status.voices === 0", "silence")
    opened.close()


def louder_left(daemon):
    """By how many dB the left ear is louder in the last quarter second of the recording."""
    with soundfile.SoundFile(daemon.folder / "all.wav") as file:
        file.seek(max(0, file.frames - 12_000))
        left, right = np.square(file.read(dtype="float64").T).mean(axis=1) + 1e-12
    return 10.0 * np.log10(left / right)


def test_a_typed_cue_appears_and_is_dragged_across_the_head(stage, daemon):
    stage.page.fill("#cue", "rain@60@80,0@2@0")
    stage.page.keyboard.press("Enter")
    stage.until("page.scene.find('rain')?.state === 'playing'")
    assert stage.place("rain") == pytest.approx((80.0, 0.0, 2.0), abs=1e-3)
    stage.reads("rain", "playing · 80° left · 2.0 m")
    until(lambda: louder_left(daemon) > 6.0, what="the left ear")
    x, y = stage.point("rain")
    middle = stage.page.locator("#above").bounding_box()
    mouse = stage.page.mouse
    mouse.move(x, y)
    mouse.down()
    mouse.move(2 * (middle["x"] + middle["width"] / 2) - x, y, steps=20)
    mouse.up()
    there = "Math.abs(page.scene.find('rain').place.azimuth + 80) < 4"
    stage.until(f"{there} && Math.abs(page.scene.find('rain').place.distance - 2) < 0.1")
    until(lambda: louder_left(daemon) < -6.0, what="the right ear")
    stage.page.locator("#above").focus()
    stage.page.keyboard.press("Control+z")
    stage.until("Math.abs(page.scene.find('rain').place.azimuth - 80) < 0.1", "undo")
    assert stage.page.locator("#cue").input_value() == ""


def test_the_keyboard_alone_cues_moves_and_silences(stage, daemon):
    keyboard = stage.page.keyboard
    keyboard.press("/")
    keyboard.type("bell@40@0,0@2@0")
    keyboard.press("Enter")
    stage.until("page.scene.find('bell')?.state === 'playing'")
    keyboard.press("Escape")
    keyboard.press("j")
    while stage.value("page.actions.selected") != "bell":
        keyboard.press("j")
    for _ in range(5):
        keyboard.press("ArrowLeft")
    keyboard.press("Shift+PageUp")
    stage.until(
        "Math.hypot(...page.scene.find('bell').xyz.map((v, i) => v - [2, 0.5, 1][i])) < 1e-3"
    )
    keyboard.press("m")
    stage.until("page.scene.find('bell').mute")
    muted = stage.row("bell").get_by_label("Mute")
    until(lambda: muted.get_attribute("aria-pressed") == "true", what="the echo")
    stage.page.wait_for_timeout(900)  # so that the next is no double Escape with the one before

    def silent():
        keyboard.press("Escape")
        keyboard.press("Escape")  # a slow browser may take it for one of its own
        return stage.value("page.scene.find('bell').state === 'idle'")

    until(silent, what="panic")
    keyboard.press("/")
    keyboard.press("ArrowUp")
    assert stage.page.locator("#cue").input_value() == "bell@40@0,0@2@0"


def test_a_preview_is_placed_before_it_sounds(stage, daemon):
    stage.page.fill("#cue", "a cow moos on the left. a plane flies from left to right")
    stage.page.keyboard.press("Shift+Enter")
    stage.until("page.scene.ghosts.size === 2")
    assert stage.value("[...page.scene.ghosts.values()].map(g => g.path.length > 1)") == [
        False,
        True,
    ]
    assert not stage.value("[...page.scene.sources.keys()].some(id => /cow|plane/.test(id))")
    ghost = stage.value("[...page.scene.ghosts.keys()][0]")
    x, y = stage.point(ghost, view=1)
    stage.page.mouse.move(x, y)
    stage.page.mouse.down()
    stage.page.mouse.move(x + 30, y - 60, steps=5)
    stage.page.mouse.up()
    stage.until(f"page.scene.find({ghost!r}).place.elevation > 20")
    stage.page.locator("#cue").focus()
    stage.page.keyboard.press("Enter")
    name = stage.until("[...page.scene.sources.keys()].find(id => /cow/.test(id)) ?? ''")
    assert stage.place(name)[1] > 20.0
    assert stage.value("page.scene.ghosts.size") == 0


def test_the_mix_is_recorded_and_what_plays_is_told(stage, daemon):
    record = stage.page.locator("#record")
    record.click()
    stage.until("page.scene.recording !== ''", "the recording")
    until(lambda: record.get_attribute("aria-pressed") == "true", what="the button")
    file = stage.value("page.scene.recording")
    record.click()
    stage.until("page.scene.recording === ''", "its end")
    until(lambda: file in stage.page.inner_text("#toast"), what="the name")
    assert (daemon.folder / "kept" / file).is_file()
    stage.page.click("summary:text('What plays')")
    until(lambda: "sketch" in stage.page.inner_text("#parts"), what="the generator")
    assert "null" in stage.page.inner_text("#parts")


def test_the_room_is_chosen_kept_and_follows_others(stage, daemon):
    assert stage.value("page.scene.room.preset") == "none"
    stage.page.select_option("#room-preset", "church")
    stage.until("page.scene.room.preset === 'church' && page.scene.room.decay > 1", "the church")
    decay = stage.page.locator("#room-decay")
    until(decay.is_visible, what="its sliders")
    stage.page.locator("#room-late").fill("-6")
    stage.until("page.scene.room.late === -6", "its level")
    stage.page.click("#snapshots-title")
    stage.page.click("#snapshot-form button")
    with daemon.caller() as caller:
        caller.send("/ttmba/room/preset", "none")
    preset = stage.page.locator("#room-preset")
    until(lambda: preset.input_value() == "none" and not decay.is_visible(), what="no room")
    stage.page.click("#snapshots button")
    stage.until("page.scene.room.preset === 'church'", "the snapshot")
    stage.page.select_option("#room-preset", "none")


def test_what_fails_says_why(stage, daemon):
    for number in range(4):
        sounding(stage, daemon, f"full{number}", 20.0 * number, 0.0, 2.0)
    with daemon.caller() as caller:
        caller.send("/ttmba/event", "fifth", "rain", 3.0, 0.0, 0.0, 2.0, 0.0)
        stage.until("page.scene.find('fifth')?.state === 'failed'")
        stage.reads("fifth", "no voice is free")
        stage.page.fill("#cue", "dog@4@x,0@2@0")
        stage.page.keyboard.press("Enter")
        stage.page.wait_for_selector("#toast.bad")
    assert "azimuth" in stage.page.locator("#toast").inner_text()


def test_names_are_text_whatever_they_hold(stage, daemon):
    names = ["<script>alert(1)</script>", "\"'&<b>", "🐸 Frosch", "x" * 128, "\u202eשלום", "عاصفة"]
    with daemon.caller() as caller:
        for number, name in enumerate(names):
            caller.send("/ttmba/event", f"n{number}", "rain", 1.0, 0.0, 0.0, 2.0, 0.0)
            caller.send(f"/adm/obj/n{number}/name", name)
    for number, name in enumerate(names):
        stage.until(
            f"page.scene.find('n{number}')?.name.length === {len(name.encode('utf-16-le')) // 2}"
        )
        until(lambda n=number: stage.row(f"n{n}").locator(".name").text_content() == names[n])
    assert stage.page.locator("li script, li b").count() == 0


def test_two_pages_and_another_client_agree(browser, url, stage, daemon):
    other = Stage(browser, url)
    with daemon.caller() as caller:
        sounding(stage, daemon, "shared", 0.0, 0.0, 2.0)
        caller.send("/ttmba/source/shared/aed", -45.0, 10.0, 3.0)
        for page in (stage, other):
            page.until("Math.abs(page.scene.find('shared').place.azimuth + 45) < 0.01")
        stage.row("shared").get_by_label("Solo").click()
        other.until("page.scene.find('shared').solo")
        stage.row("shared").get_by_label("Solo").click()
        other.until("!page.scene.find('shared').solo")
        stage.row("shared").locator(".pick").click()
        stage.row("shared").get_by_label("Gain in dB").fill("-12")
        other.until("page.scene.find('shared').gain === -12")
        caller.send("/ttmba/listener/ypr", 30.0, 0.0, 0.0)
        other.until("Math.abs(page.scene.head.yaw - 30) < 0.1")
        caller.send("/ttmba/listener/ypr", 0.0, 0.0, 0.0)
    other.close()


def test_two_fingers_change_the_distance(browser, url, daemon):
    phone = Stage(
        browser, url, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    sounding(phone, daemon, "pinched", 90.0, 0.0, 2.0)
    x, y = phone.point("pinched")
    phone.page.touchscreen.tap(x, y)
    phone.until("page.actions.selected === 'pinched'")
    session = phone.context.new_cdp_session(phone.page)
    middle = phone.page.locator("#above").bounding_box()
    cx, cy = middle["x"] + middle["width"] / 2, middle["y"] + 60

    def touch(kind, *points):
        fingers = [{"x": px, "y": cy, "id": index} for index, px in enumerate(points)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})

    touch("touchStart", cx - 40)
    touch("touchStart", cx - 40, cx + 40)
    for apart in range(40, 121, 8):
        touch("touchMove", cx - apart, cx + apart)
    touch("touchEnd")
    phone.until("Math.abs(page.scene.find('pinched').place.distance - 6) < 0.05")
    assert phone.place("pinched")[0] == pytest.approx(90.0, abs=0.1)
    phone.page.click("#panic")
    phone.until("page.scene.status.voices === 0", "silence")
    phone.close()


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_axe_finds_nothing_serious(browser, url, daemon, scheme):
    source = axe()
    stage = Stage(browser, url, color_scheme=scheme)
    sounding(stage, daemon, "heard", 45.0, 0.0, 2.0)
    stage.row("heard").locator(".pick").click()
    stage.page.evaluate(source)
    found = stage.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    serious = [
        (one["id"], one["nodes"][0]["html"])
        for one in found["violations"]
        if one["impact"] in {"serious", "critical"}
    ]
    assert serious == []
    stage.page.click("#panic")
    stage.close()


def test_a_phone_turns_the_head(browser, url, daemon):
    """The phone's sensors are the browser's own stand-in for them."""
    phone = Stage(browser, f"{url}/phone", viewport={"width": 390, "height": 844})
    session = phone.context.new_cdp_session(phone.page)

    def turn(alpha, beta, gamma):
        angles = {"alpha": alpha, "beta": beta, "gamma": gamma}
        session.send("DeviceOrientation.setDeviceOrientationOverride", angles)

    def head():
        return [phone.page.inner_text(f"#{angle}") for angle in ("yaw", "pitch", "roll")]

    turn(40.0, 10.0, 5.0)
    phone.page.click("#start")
    until(lambda: head() == ["40°", "10°", "5°"], what="the head")
    phone.page.click("#front")
    until(lambda: head() == ["0°", "0°", "0°"], what="straight ahead")
    turn(10.0, 10.0, 5.0)
    until(lambda: head()[0] == "−30°", what="the turn")
    with daemon.caller() as caller:
        caller.send("/ttmba/listener/uncenter")
        caller.send("/ttmba/listener/ypr", 0.0, 0.0, 0.0)
        until(lambda: head() == ["0°", "0°", "0°"], what="the head as it was")
    phone.close()


def test_a_daemon_that_restarts_is_found_again(browser, tmp_path):
    port = free_port(socket.SOCK_STREAM)
    config = f"[oscquery]\nport = {port}\n"
    with Daemon(tmp_path, config=config) as first:
        stage = Stage(browser, f"http://127.0.0.1:{port}/")
        sounding(stage, first, "before", 0.0, 0.0, 2.0)
    stage.page.wait_for_selector("html.away")
    assert "looking" in stage.page.inner_text("#connection")
    with Daemon(tmp_path, config=config) as second:
        stage.page.wait_for_selector("html:not(.away)")
        stage.until("page.scene.sources.size === 0")
        sounding(stage, second, "after", 45.0, 0.0, 2.0)
        stage.reads("after", "45° left")
        stage.close()
