"""MIDI clock: pulses that jitter, stall and get lost, and a show that keeps to their beats."""

import numpy as np
import pytest

from ttmba_live.audio import RATE
from ttmba_live.clock import PulseReader, ShowClock

START, CONTINUE, STOP, PULSE = b"\xfa", b"\xfb", b"\xfc", b"\xf8"


def position(sixteenths):
    return bytes([0xF2, sixteenths & 127, sixteenths >> 7])


class Show:
    """A reader and a clock, as the daemon has them; frames begin with the first pulse."""

    def __init__(self, tempo=120.0):
        self.reader, self.clock = PulseReader(tempo), ShowClock(0.5)

    def send(self, data, came):
        self.clock.look(came * RATE)
        for said in self.reader.feed(data, came):
            frame = came * RATE
            match said.how:
                case "runs":
                    self.clock.report(said.seconds, frame, said.speed)
                case "begins":
                    self.clock.begin(said.seconds, frame, said.speed)
                case "put":
                    self.clock.locate(said.seconds, frame)
                case "stops":
                    self.clock.stop(frame)

    def off(self, came, beats, tempo=120.0):
        """Seconds that the show is off a beat of a scene made at a tempo."""
        return abs(self.clock.at(came * RATE) - beats * 60.0 / tempo)


def pulses(show, count, interval, at=0.0, jitter=0.0, random=None):
    """Send pulses; when the one after the last is due."""
    for index in range(count):
        late = random.uniform(0.0, jitter) if jitter else 0.0
        show.send(PULSE, at + index * interval + late)
    return at + count * interval


def test_an_hour_of_jitter_another_crystal_and_lost_pulses_stays_within_a_millisecond():
    show, random = Show(), np.random.default_rng(1)
    interval, worst = 60 / 120 / 24 * (1.0 + 1e-4), 0.0
    show.send(START, 0.0)
    lates = random.uniform(0.0, 0.005, 48 * 3600)
    for index, late in enumerate(lates):
        if index > 500 and index % 5000 < 3:  # now and then one to three get lost
            continue
        show.send(PULSE, index * interval + late)
        if index > 500:
            worst = max(worst, show.off(index * interval + 0.0025, index / 24))
    assert worst < 0.001
    assert show.clock.turn == 1, "it never jumped"


@pytest.mark.parametrize(
    ("tempo", "meant"), [(120.0, 120.0), (90.0, 120.0), (174.0, 120.0), (60.0, 60.0)]
)
def test_a_scene_keeps_to_beats_at_every_tempo(tempo, meant):
    show, random = Show(meant), np.random.default_rng(2)
    interval = 60 / tempo / 24
    show.send(START, 0.0)
    end = pulses(show, 24 * 16, interval, 0.0, 0.005, random)
    assert show.clock.rolling
    assert show.off(end + 0.0025, 16, meant) < 0.003
    (said,) = show.reader.feed(PULSE, end)
    assert said.speed == pytest.approx(tempo / meant, rel=0.005)
    frame = show.clock.frame_of(20 * 60 / meant)
    assert frame / RATE == pytest.approx(end + 4 * 60 / tempo + 0.0025, abs=0.02)


@pytest.mark.parametrize("other", [60.0, 100.0, 128.0, 200.0])
def test_another_tempo_is_taken_up_within_two_beats(other):
    show, random = Show(), np.random.default_rng(3)
    show.send(START, 0.0)
    now = pulses(show, 24 * 8, 60 / 120 / 24, 0.0, 0.005, random)
    turn = show.clock.turn
    now = pulses(show, 48, 60 / other / 24, now, 0.005, random)
    worst = 0.0
    for index in range(24 * 4):
        pulses(show, 1, 60 / other / 24, now, 0.005, random)
        worst = max(worst, show.off(now + 0.0025, 10 + index / 24))
        now += 60 / other / 24
    assert worst < 0.006
    assert show.clock.turn - turn <= 1, "at most one joining anew"


def test_a_slowing_clock_is_followed_beat_by_beat():
    show, now, worst = Show(), 0.0, 0.0
    random = np.random.default_rng(4)
    show.send(START, 0.0)
    for index in range(24 * 64):
        tempo = 120.0 - 40.0 * min(max(index / 24 - 16, 0.0), 32.0) / 32
        show.send(PULSE, now + random.uniform(0.0, 0.005))
        if index > 48:
            worst = max(worst, show.off(now + 0.0025, index / 24))
        now += 60 / tempo / 24
    assert worst < 0.008
    assert show.clock.turn == 1


def test_start_stop_continue_and_song_position():
    show, step = Show(), 60 / 120 / 24
    now = pulses(show, 48, step)
    assert not show.clock.rolling, "pulses alone are a tempo"
    show.send(START, now)
    now = pulses(show, 24, step, now)
    assert show.off(now, 1.0) < 0.001
    show.send(STOP, now - step / 2)
    assert not show.clock.rolling
    assert show.off(now, 1.0) < 0.02
    now = pulses(show, 48, step, now + 1.0)
    show.send(CONTINUE, now)
    now = pulses(show, 24, step, now)
    assert show.off(now, 2.0) < 0.001
    show.send(STOP, now)
    show.send(position(16 * 4), now + 0.1)
    assert (show.clock.rolling, show.clock.at(now * RATE)) == (False, 8.0)
    show.send(CONTINUE, now + 1.0)
    now = pulses(show, 12, step, now + 1.01)
    assert show.off(now, 16.5) < 0.001
    show.send(position(4)[:2], now)
    show.send(START[:0] + PULSE + position(4)[2:], now)  # a pulse may stand inside
    assert show.clock.at(now * RATE) == pytest.approx(0.5)


def test_late_pulses_count_and_lost_ones_are_counted_in():
    show, step = Show(), 60 / 120 / 24
    show.send(START, 0.0)
    pulses(show, 100, step)
    show.send(PULSE * 12, 111 * step)  # twelve came late, in a heap
    now = pulses(show, 100, step, 112 * step)
    assert show.off(now, 212 / 24) < 0.001
    now = pulses(show, 50, step, now + 14 * step)  # fourteen got lost
    assert show.off(now, (212 + 64) / 24) < 0.001
    assert show.clock.turn == 1


def test_a_clock_that_is_halted_for_long_goes_on_where_it_was():
    show, step = Show(), 60 / 120 / 24
    show.send(START, 0.0)
    now = pulses(show, 48, step)
    show.clock.look((now + 0.6) * RATE)
    assert not show.clock.rolling
    now = pulses(show, 24, step, now + 2.0)
    assert show.clock.rolling
    assert show.off(now, 3.0) < 0.001


def test_whatever_comes_on_the_wire_does_no_harm():
    reader = PulseReader(120.0)
    random = np.random.default_rng(5)
    for index in range(300):
        data = random.integers(0, 256, 7, np.uint8).tobytes()
        for said in reader.feed(data, index * random.uniform(0.0, 0.1)):
            assert np.isfinite([said.seconds, said.speed]).all()
