"""Several outputs at once: the mix again and the scene in other forms, on devices of their own."""

import asyncio
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from daemon import Daemon
from pulse import PulseServer, settled, until

from ttmba_live.audio import RATE
from ttmba_live.binaural.sphere import Sphere
from ttmba_live.config import from_tables, load, to_toml
from ttmba_live.drift import Bridge
from ttmba_live.engine import Beside, DirectOuts, GlideSettings, Mixer, Rendered, StartVoice
from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.geometry import Position
from ttmba_live.live import _outputs
from ttmba_live.live._crossing import News
from ttmba_live.live._outputs import Outputs
from ttmba_live.panning import ambisonics, harmonics
from ttmba_live.scene import Event, Scene
from ttmba_live.setup import OutputSettings, Settings
from ttmba_live.setup.outputs import OutputOpener, channels_of, main_output

HOP, VOICES = 256, 24
NOISE = np.random.default_rng(2).uniform(-0.2, 0.2, 4 * RATE).astype(np.float32)
PLACES = [(90.0, 0.0, 1.0), (-40.0, 50.0, 2.0), (170.0, -30.0, 0.5)]


def playing(mixer, *places):
    """Let sources s0, s1, ... sound at places."""
    scene = Scene()
    for number, place in enumerate(places):
        event = Event.checked("noise", 4.0, Position(*place))
        scene = scene.place(replace(event, id=f"s{number}"))
        mixer.inbox.append(StartVoice(number, f"s{number}", NOISE[number * 999 :], 0))
    mixer.scene = scene
    return mixer


def beside(mixer, feed, hops):
    """What a feed beside a mixer gives in so many hops."""
    if not mixer.beside.channels:
        mixer.beside = Beside([feed], HOP, GlideSettings())
    return np.concatenate([mixer.step().beside for _ in range(hops)])


@pytest.mark.parametrize("place", PLACES)
def test_live_ambisonics_decode_to_where_a_source_is(place):
    mixer = playing(Mixer(Sphere(HOP), voices=VOICES), place)
    out = beside(mixer, Rendered(ambisonics(3, HOP), VOICES, GlideSettings()), 20)
    wanted = harmonics(3, np.array([Position(*place).direction]))
    level = 1.0 / place[2]
    assert out == pytest.approx(level * NOISE[: len(out), None] * wanted, abs=1e-6)


def test_loudspeakers_do_not_turn_with_the_head():
    mixer = playing(Mixer(Sphere(HOP), voices=VOICES), (30.0, 20.0, 1.0))
    feed = Rendered(ambisonics(1, HOP), VOICES, GlideSettings())
    beside(mixer, feed, 10)
    hops = []
    for turned in np.radians(np.arange(2.0, 91.0, 2.0) / 2.0):  # 375 degrees a second
        head = replace(mixer.scene.listener, orientation=(np.cos(turned), 0.0, 0.0, np.sin(turned)))
        mixer.scene = replace(mixer.scene, listener=head)
        hops.append(mixer.step())
    out = np.concatenate([hop.beside for hop in hops])
    loud = out[np.abs(out[:, 0]) > 0.02]
    angle = np.degrees(np.arctan2(loud[:, 1] * loud[:, 0], loud[:, 3] * loud[:, 0]))
    assert np.abs(angle - 30.0).max() < 0.3
    ears = np.square(mixer.step().mix).mean(axis=0)
    assert ears[1] > 1.5 * ears[0], "while for the ears it is at the right now"


def test_a_wide_source_is_whole_and_the_level_of_all_is_in_it():
    mixer = playing(Mixer(Sphere(HOP), voices=VOICES), (0.0, 0.0, 1.0))
    source = replace(mixer.scene.source("s0"), spread=60.0)
    mixer.scene = replace(mixer.scene.with_source(source), gain_db=-20.0)
    out = beside(mixer, Rendered(ambisonics(1, HOP), VOICES, GlideSettings()), 200)
    late = out[100 * HOP :, 0]
    assert np.sqrt(np.square(late).mean()) == pytest.approx(0.1 * NOISE.std(), rel=0.05)
    assert np.abs(out[100 * HOP :, 1]).max() > 0.0


def test_each_source_has_a_channel_and_the_longest_silent_gives_up_its_own():
    mixer = Mixer(Sphere(HOP), voices=VOICES)
    feed = DirectOuts(2, VOICES, HOP)
    playing(mixer, *PLACES[:2])
    out = beside(mixer, feed, 8)
    assert np.array_equal(out[:, 0], NOISE[: len(out)])
    assert np.array_equal(out[:, 1], NOISE[999 : 999 + len(out)])
    third = replace(Event.checked("noise", 4.0, Position()), id="s2")
    mixer.scene = mixer.scene.place(third).without("s0")
    beside(mixer, feed, 40)
    mixer.inbox.append(StartVoice(9, "s2", NOISE[:4000], mixer.frame))
    out = beside(mixer, feed, 8)
    assert np.array_equal(out[:, 0], NOISE[: len(out)])
    assert np.array_equal(out[HOP:, 1], NOISE[999 + 49 * HOP :][: len(out) - HOP])


class Card:
    """A device that calls when the test says so."""

    latency, failures, failure, underflows, active = 0.01, 0, "", 0, True

    def __init__(self, name, opened=None):
        self.name, self.opened, self.calls, self.pull = name, opened, 0, None
        self.there = True

    def start(self, pull):
        if not self.there:
            raise Unavailable(f"{self.name} is not plugged in")
        if self.opened:
            self.opened(float(RATE))
        self.pull = pull

    def call(self, channels=2):
        out = np.full((HOP, channels), 9.0, np.float32)
        self.pull(out)
        self.calls += 1
        return out

    def close(self):
        self.pull = None


def test_the_mix_is_heard_on_a_second_device_and_neither_needs_the_other(monkeypatch):
    main, other, said = Card("interface"), Card("headphones"), []

    def another(settings, audio, channels, opened):
        other.opened = opened
        return OutputOpener(lambda: other)

    monkeypatch.setattr(_outputs, "main_output", lambda *_: OutputOpener(lambda: main))
    monkeypatch.setattr(_outputs, "another", another)
    monkeypatch.setattr(_outputs, "_RETRY", 0.001)
    # No time passes in which two clocks could differ, however the machine spreads the calls.
    monkeypatch.setattr(_outputs, "Bridge", partial(Bridge, now=lambda: 0.0))
    settings = Settings(outputs=(OutputSettings("headphones"),))

    async def show():
        mixer = Mixer(Sphere(HOP), voices=4)
        news = News(said.append, lambda *_: None, say=said.append)
        outputs = Outputs(settings, mixer, 512, news)
        other.there = False
        await outputs.start()
        heard, again = [], []

        def step(number):
            outputs.ring.write(np.repeat(NOISE[number * HOP :][:HOP, None], 2, axis=1))
            heard.append(main.call())
            if other.pull:
                again.append(other.call())

        for number in range(20):
            step(number)
        await settled(lambda: said)  # it is tried again on its own
        other.there = True
        await settled(lambda: outputs._others[0]._runs)
        for number in range(20, 60):
            step(number)
        await outputs.close()
        return np.concatenate(heard), np.concatenate(again)

    heard, again = asyncio.run(asyncio.wait_for(show(), 120))
    assert "headphones is not plugged in" in said[0]
    assert np.array_equal(heard[:, 0], NOISE[: len(heard)])
    start = int(np.argmax(again[:, 0] != 0.0))
    assert start <= 2 * HOP
    first = int(np.flatnonzero(again[start, 0] == NOISE)[0])
    assert 18 * HOP <= first <= 20 * HOP, "it begins with what plays then"
    assert np.array_equal(again[start:, 0], NOISE[first : first + len(again) - start])


@pytest.mark.parametrize(
    ("plays", "channels", "count", "there"),
    [
        ("binaural", (), 2, (1, 2)), ("binaural", (5,), 2, (5, 5)), ("binaural", (4, 3), 2, (4, 3)),
        ("ambisonics", (), 4, (1, 2, 3, 4)), ("ambisonics", (3,), 4, (3, 4, 5, 6)),
        ("sources", (1, 9), 2, (1, 9)),
    ],
)  # fmt: skip
def test_channels_are_all_named_or_counted_from_the_first(plays, channels, count, there):
    assert channels_of(OutputSettings(plays=plays, channels=channels), count) == there


def test_channels_that_do_not_fit_are_refused():
    with pytest.raises(InvalidInput, match="ambisonics has 4 channels, and 3 are named"):
        channels_of(OutputSettings(plays="ambisonics", channels=(1, 2, 3)), 4)
    with pytest.raises(InvalidInput, match="named twice"):
        channels_of(OutputSettings(plays="sources", channels=(3, 3)), 2)
    with pytest.raises(InvalidInput, match="used twice"):
        main_output(Settings().audio, [(2, 3)])
    with pytest.raises(InvalidInput, match="need a device"):
        main_output(replace(Settings().audio, device="null"), [(3, 4)])


def test_outputs_are_sections_of_the_settings_file(tmp_path):
    given = {"outputs": [{"device": "x", "channels": [3]}, {"plays": "ambisonics", "order": 1}]}
    settings = from_tables(given)
    assert [one.plays for one in settings.outputs] == ["binaural", "ambisonics"]
    path = tmp_path / "settings.toml"
    for each in (settings, Settings()):
        path.write_text(to_toml(each))
        assert load(path) == each
    path.write_text(to_toml(settings))
    assert load(path, {"audio": {"device": "null"}}).outputs == settings.outputs
    for wrong, told in (([{"plays": "x"}], "plays must be one of"), ("x", "outputs must be")):
        with pytest.raises(InvalidInput, match=told):
            from_tables({"outputs": wrong})


CONFIG = """
[audio]
latency = 0.2
[[outputs]]
device = "second"
[[outputs]]
device = "four"
plays = "ambisonics"
order = 1
"""


@pytest.mark.device
def test_three_devices_play_and_one_vanishes(tmp_path):
    with PulseServer() as pulse:
        for name, channels in (("second", 2), ("four", 4)):
            pulse.add_sink(name, channels)
            pulse.name_for_alsa(name)
        pulse.pactl("set-default-sink", pulse.sink)
        words = ("--renderer", "sphere")
        with Daemon(tmp_path, *words, device=None, config=CONFIG, env=pulse.env) as daemon:
            heard = [pulse.record(), pulse.record("second"), pulse.record("four", 4)]
            with daemon.caller() as caller:
                caller.send("/ttmba/cue", "rain@60@90,0@1@0")
                until(lambda: all(one.heard(RATE) for one in heard), what="sound on all three")
                pulse.remove_sink("second")
                until(lambda: any("second" in line for line in daemon.said), what="the loss")
                before = len(heard[0].samples())
                until(lambda: len(heard[0].samples()) > before + RATE, what="a second more")
                assert heard[0].heard(RATE // 2)
                assert heard[2].heard(RATE // 2)
            assert daemon.terminate() == 0, daemon.said
        mix, again, ambix = (one.stop() for one in heard)
    loud = ambix[np.abs(ambix[:, 0]) > 1e-3]
    assert loud[:, 1] == pytest.approx(loud[:, 0], abs=1e-5), "all of it comes from the left"
    assert np.abs(loud[:, 2:]).max() < 1e-5
    last = np.flatnonzero(np.abs(again[:, 0]) > 1e-3)[-1]
    pieces = np.split(again[last - RATE : last, 0].astype(np.float64), 4)
    # A busy machine may tear a piece; what is whole is the mix.
    assert max(_likeness(mix[:, 0].astype(np.float64), piece) for piece in pieces) > 0.99


def _likeness(whole, piece):
    """The best correlation of a piece with any place of a sound."""
    size = len(whole) + len(piece)
    products = np.fft.irfft(np.fft.rfft(whole, size) * np.conj(np.fft.rfft(piece, size)), size)
    power = np.convolve(np.square(whole), np.ones(1), "same").cumsum()
    best = int(products[: len(whole) - len(piece)].argmax())
    there = power[best + len(piece) - 1] - (power[best - 1] if best else 0.0)
    return products[best] / np.sqrt(there * np.square(piece).sum())
