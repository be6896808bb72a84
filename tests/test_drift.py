"""Two clocks: a delay that stays, no pitch that wavers, and nothing touched where there is one."""

import numpy as np
import pytest

from ttmba_live.audio import RATE
from ttmba_live.drift import Bridge
from ttmba_live.drift._clock import Clock
from ttmba_live.drift._polyphase import Polyphase
from ttmba_live.drift._steering import Steering

BLOCK = 256


def late(rng, most):
    """How much later than it should a call comes, in seconds, time after time."""
    while True:
        yield from rng.uniform(0.0, most, 4096).tolist()


@pytest.mark.parametrize(("ppm", "rate"), [(200, 48_000.0), (-200, 48_000.0), (200, 44_100.0)])
def test_an_hour_keeps_its_delay_within_some_samples(ppm, rate):
    rng, block, reads = np.random.default_rng(1), 1024, 3600 * RATE // 1024
    true = rate * (1 + 1e-6 * ppm)
    clock, steering = Clock(rate), Steering(rate, RATE)
    wait, hurry = late(rng, 0.002), late(rng, 0.002)
    written, position, due = 0, None, block / true + next(hurry)
    delays, steps = [], []
    for number in range(reads):
        ideal = number * block / RATE
        now = ideal + next(wait)
        while due <= now:
            written += block
            clock.tick(written, due)
            due = (written + block) / true + next(hurry)
        steering.tick(block, now)
        if position is None:
            position = float(written - 2 * block) if written >= 2 * block else None
            continue
        step, jump = steering.step(clock, position, block)
        position += jump
        delays.append(ideal * true - position)
        steps.append(step / (rate / RATE))
        position += step * block
    settled = 120 * RATE // block
    after = np.array(delays[settled:])
    assert np.ptp(after) < 24, "half a millisecond, from what the calls' times say"
    assert np.abs(np.array(delays) - np.mean(after)).max() < 160
    wavers = np.diff(np.log2(steps[settled:])) * 1200
    assert np.abs(wavers).max() < 0.01, "cents from one block to the next"
    assert np.ptp(np.log2(steps[settled:])) * 1200 < 0.2
    assert 1e6 * np.mean(np.array(steps[settled:]) - 1.0) == pytest.approx(ppm, abs=0.2)
    assert steering.steers


class Clocks:
    """A bridge between two clocks that are simulated: both sides' calls in the order of time."""

    def __init__(self, ppm, source=RATE, reader=RATE, jitter=0.001, channels=1):
        self.now = 0.0
        rng = np.random.default_rng(4)
        self.bridge = Bridge(channels, BLOCK, BLOCK, lambda: self.now)
        self.bridge.between(source, reader)
        self.true = source * (1 + 1e-6 * ppm)
        self._reader = reader
        self._late = late(rng, jitter), late(rng, jitter)
        self.written, self.out, self._reads = 0, [], 0
        self._due = BLOCK / self.true

    def run(self, seconds, sound, *, writes=True):
        """Let time pass; ``sound`` makes (frames, channels) of the frames' numbers."""
        at = 0.0
        while at < seconds:
            self._reads += 1
            at = self._reads * BLOCK / self._reader
            when = at + next(self._late[0])
            while self._due <= when:
                self.now = self._due
                if writes:
                    self.bridge.write(sound(np.arange(self.written, self.written + BLOCK)))
                self.written += BLOCK
                self._due = (self.written + BLOCK) / self.true + next(self._late[1])
            self.now = when
            self.out.append(self.bridge.read(BLOCK))
        return np.concatenate(self.out)


def tone(clocks, hertz):
    """A tone of true hertz, whatever the source's clock makes of its frames."""
    return lambda n: np.sin(2 * np.pi * hertz * n / clocks.true).astype(np.float32)[:, None]


@pytest.mark.parametrize(
    ("ppm", "source", "reader"), [(200, RATE, RATE), (-150, 44_100, RATE), (80, RATE, 44_100)]
)
def test_a_tone_between_two_clocks_stays_a_tone(ppm, source, reader):
    clocks = Clocks(ppm, source, reader)
    out = clocks.run(45.0, tone(clocks, 1000.0))[30 * reader :, 0].astype(np.float64)
    turns = out * np.exp(-2j * np.pi * 1000.0 * np.arange(len(out)) / reader)
    smooth = np.convolve(turns, np.hanning(961) / 480, "valid")[::480]
    late = np.unwrap(np.angle(smooth)) / (2 * np.pi * 1000.0)
    assert np.ptp(late) * source < 8, "frames that the delay moves by"
    cents = np.diff(late) / (480 / reader) * 1200 / np.log(2)
    assert np.abs(cents).max() < 0.5
    spectrum = np.abs(np.fft.rfft(out * np.blackman(len(out))))
    hertz = np.fft.rfftfreq(len(out), 1.0 / reader)
    far = np.abs(hertz - 1000.0) > 20.0
    assert spectrum[far].max() < 1e-4 * spectrum.max(), "nothing but the tone, to -80 dB"
    assert (clocks.bridge.late, clocks.bridge.skipped) == (0, 0)
    assert clocks.bridge.ppm == pytest.approx(ppm, abs=15)


def test_two_streams_of_one_device_are_not_touched():
    noise = np.random.default_rng(3).uniform(-0.5, 0.5, (40 * RATE, 2)).astype(np.float32)
    clocks = Clocks(0, channels=2, jitter=0.003)
    out = clocks.run(30.0, lambda n: noise[n])
    start = int(np.argmax(out[:, 0] != 0.0))
    assert start <= 3 * BLOCK
    first = int(np.flatnonzero(noise[:, 0] == out[start, 0])[0])
    assert np.array_equal(out[start:], noise[first : first + len(out) - start])
    assert not clocks.bridge.resamples


def test_a_drop_out_is_silence_and_the_delay_is_found_again():
    clocks = Clocks(100)
    sound = tone(clocks, 500.0)
    clocks.run(30.0, sound)
    known = clocks.bridge.ppm
    before = len(clocks.out) * BLOCK
    clocks.run(31.0, sound, writes=False)
    out = clocks.run(40.0, sound)
    assert not out[before + RATE // 2 : before + 3 * RATE // 4].any()
    assert np.abs(out[-RATE:]).max() > 0.9
    assert clocks.bridge.late > 0
    assert known == pytest.approx(100, abs=15)
    assert clocks.bridge.ppm == pytest.approx(known, abs=15), "clocks are known still"


@pytest.mark.parametrize("step", [1.0002, 0.91875, 2.0, 1.0])
def test_what_is_read_between_samples_is_the_sound(step):
    phases, count = Polyphase(step), 700
    rate = 48_000 * (step if abs(step - 1.0) > 0.01 else 1.0)
    for hertz in (50.0, 997.0, 17_000.0):
        needed = np.arange(phases.span(0.3, step, count)) / rate
        samples = np.sin(2 * np.pi * hertz * needed).astype(np.float32)[:, None]
        out = phases.read(samples, 0.3, step, count)[:, 0]
        at = (phases.reach - 0.7 + step * np.arange(count)) / rate
        assert np.abs(out - np.sin(2 * np.pi * hertz * at)).max() < 3e-5


def test_what_is_above_the_readers_half_rate_is_left_out():
    phases = Polyphase(2.0)
    samples = np.sin(np.pi * 0.7 * np.arange(4000)).astype(np.float32)[:, None]
    assert np.abs(phases.read(samples, 0.0, 2.0, 1900)).max() < 1e-4
