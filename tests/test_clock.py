"""The show's clock: time codes as others write them, and the line through jittering reports."""

import ctypes
from ctypes.util import find_library

import numpy as np
import pytest

from ttmba_live.audio import RATE
from ttmba_live.clock import RATES, LtcReader, MtcReader, ShowClock, Timecode
from ttmba_live.errors import InvalidInput

ALL = pytest.mark.parametrize("rate", RATES.values(), ids=RATES)
SYNC = 0b1011111111111100 << 64


def ltc(first, frames, rate):
    """Linear time code, written bit by bit as SMPTE ST 12-1 has it; a square wave."""
    edges, bit = [], RATE / float(rate.per_second) / 80
    for index in range(frames):
        c = Timecode.of_frame(first + index, rate)
        word = SYNC | int(rate.drop) << 10
        for at, number in ((0, c.frames), (16, c.seconds), (32, c.minutes), (48, c.hours)):
            word |= number % 10 << at | number // 10 << at + 8
        for place in range(80):
            edges.append((80 * index + place) * bit)
            if word >> place & 1:
                edges.append((80 * index + place + 0.5) * bit)
    samples = np.arange(int(80 * frames * bit))
    return np.where(np.searchsorted(edges, samples, side="right") % 2, 0.5, -0.5).astype("f4")


def read(samples, block=256):
    """What a reader says of them, with the sample at which it is so."""
    reader, found = LtcReader(), []
    for at in range(0, len(samples), block):
        piece = samples[at : at + block]
        found += [(one, at + len(piece) - one.ago) for one in reader.feed(piece)]
    return found


@ALL
def test_frames_are_counted_as_the_standard_does(rate):
    numbers = [0, 1, 1799, 1800, 17_981, 17_982, 107_892, 500_000]
    codes = [Timecode.of_frame(number, rate) for number in numbers]
    assert [code.number for code in codes] == numbers
    for code in codes:
        parts = code.hours, code.minutes, code.seconds, code.frames
        assert Timecode.checked(*parts, rate) == code
    day = Timecode(23, 59, 59, rate.count - 1, rate)
    assert day.time == pytest.approx(86_400, abs=0.2), "drop-frame code keeps to the clock"


def test_a_dropped_frame_has_no_code():
    with pytest.raises(InvalidInput, match=r"no time code 0:1:0:1 at 29\.97df"):
        Timecode.checked(0, 1, 0, 1, RATES["29.97df"])


@ALL
@pytest.mark.parametrize("backwards", [False, True])
def test_ltc_is_read_through_noise_both_ways(rate, backwards):
    first, frames = 53_990, 60
    samples = ltc(first, frames, rate)
    samples += np.random.default_rng(1).normal(0.0, 0.03, len(samples)).astype("f4")
    found = read(samples[::-1] if backwards else samples)
    assert len(found) >= frames - 3
    start = first / float(rate.per_second)
    for one, at in found:
        gone = (len(samples) - at if backwards else at) / RATE
        assert one.seconds == pytest.approx(start + gone, abs=0.0005)
        assert (one.rate, one.backwards) == (rate, backwards)


def test_ltc_that_is_soft_filtered_interrupted_or_none_at_all():
    samples = np.convolve(ltc(0, 50, RATES["25"]), np.ones(6) / 6, "same").astype("f4")
    cut = np.concatenate([samples[:30_000], np.zeros(5000, "f4"), samples[60_000:]])
    assert [round(25 * one.seconds) for one, _ in read(0.01 * cut, 480)] == [
        *range(2, 16), *range(35, 50),
    ]  # fmt: skip
    noise = np.random.default_rng(2).uniform(-1.0, 1.0, 4 * RATE).astype("f4")
    assert not read(noise)
    assert not read(np.full(RATE, np.nan, "f4"))


class Smpte(ctypes.Structure):
    """libltc's SMPTETimecode."""

    _fields_ = [("zone", ctypes.c_char * 6)] + [
        (name, ctypes.c_ubyte) for name in ("y", "m", "d", "hours", "minutes", "seconds", "frames")
    ]


@pytest.mark.parametrize(
    ("name", "fps", "standard"),
    [("24", 24.0, 2), ("25", 25.0, 1), ("29.97df", 30_000 / 1001, 0), ("30", 30.0, 0)],
)
def test_ltc_that_libltc_wrote_is_read(name, fps, standard):
    if (found := find_library("ltc")) is None:
        pytest.skip("libltc missing: apt-get install libltc11")
    library = ctypes.CDLL(found)
    library.ltc_encoder_create.restype = ctypes.c_void_p
    library.ltc_encoder_create.argtypes = [ctypes.c_double, ctypes.c_double] + 2 * [ctypes.c_int]
    coder = ctypes.c_void_p(library.ltc_encoder_create(float(RATE), fps, standard, 0))
    library.ltc_encoder_set_timecode(coder, ctypes.byref(Smpte(b"+0000", 0, 0, 0, 1, 9, 59, 20)))
    pieces, buffer = [], ctypes.create_string_buffer(8192)
    for _ in range(30):
        library.ltc_encoder_encode_frame(coder)
        count = library.ltc_encoder_get_buffer(coder, buffer)
        pieces.append(np.frombuffer(buffer.raw[:count], np.uint8))
        library.ltc_encoder_inc_timecode(coder)
    library.ltc_encoder_free(coder)
    samples = (np.concatenate(pieces).astype("f4") - 128.0) / 128.0
    start = Timecode(1, 9, 59, 20, RATES[name]).time
    said = read(samples)
    assert len(said) >= 27
    for one, at in said:
        assert one.rate.name == name
        assert one.seconds == pytest.approx(start + at / RATE, abs=0.001)


def quarters(code):
    """The eight quarter frames of a code."""
    number = list(RATES).index(code.rate.name)
    hours = code.hours | number << 5
    nibbles = [
        part
        for value in (code.frames, code.seconds, code.minutes, hours)
        for part in (value & 15, value >> 4)
    ]
    return [bytes([0xF1, piece << 4 | value]) for piece, value in enumerate(nibbles)]


@ALL
def test_mtc_says_where_the_show_is_at_its_last_quarter(rate):
    code = Timecode.of_frame(100_000, rate)
    reader = MtcReader()
    first, second = quarters(code), quarters(Timecode.of_frame(100_002, rate))
    said = [reader.feed(data + b"\xf8") for data in first + second]
    assert [bool(one) for one in said] == 2 * [*7 * [False], True]
    late = 7 / 4 / float(rate.per_second)
    assert said[7][0].seconds == pytest.approx(code.time + late)
    assert said[15][0].seconds == pytest.approx(code.time + late + 2 / float(rate.per_second))
    assert said[7][0].how == "runs"


def test_mtc_full_frames_locate_and_what_is_lost_or_backwards_says_nothing():
    reader = MtcReader()
    full = bytes([0xF0, 0x7F, 0x7F, 1, 1, 1 | 1 << 5, 2, 3, 4, 0xF7])
    (said,) = reader.feed(b"\x90\x3c\x40" + full)
    assert (said.seconds, said.how) == (3723.16, "put")
    pieces = quarters(Timecode.of_frame(0, RATES["25"]))
    assert not reader.feed(b"".join(pieces[:3] + pieces[4:]))
    assert not reader.feed(b"".join(reversed(pieces)))
    assert reader.feed(b"".join(pieces))
    assert not reader.feed(bytes([0xF0, 0x7F, 0x7F, 1, 1, 31 | 3 << 5, 61, 3, 4, 0xF7]))
    assert not reader.feed(bytes(range(256)) * 4)


def test_an_hour_of_jitter_and_another_crystal_stays_within_a_millisecond():
    clock, random = ShowClock(0.5), np.random.default_rng(1)
    fast, worst = 1.0 + 1e-4, 0.0
    for index in range(25 * 3600):
        seconds = index / 25
        came = (seconds + random.uniform(-0.0025, 0.0025)) * RATE * fast
        if index % 500 < 490:  # and ten reports lost, again and again
            clock.report(seconds, came)
        if index > 250:
            worst = max(worst, abs(clock.at(seconds * RATE * fast) - seconds))
    assert worst < 0.001
    assert clock.turn == 1


def ran(clock, start, frame, count=8, step=1 / 30):
    """Reports of a clock that runs from a second on; the frame after the last."""
    for index in range(count):
        clock.report(start + index * step, frame)
        frame += step * RATE
    return frame


def test_a_clock_is_followed_once_it_runs_and_left_once_it_is_silent():
    clock = ShowClock(0.5)
    for _ in range(5):
        clock.report(3.0, 0.0)
    assert (clock.rolling, clock.at(0.0)) == (False, 3.0)
    frame = ran(clock, 10.0, RATE)
    assert clock.rolling
    assert clock.at(frame) == pytest.approx(10.0 + 8 / 30)
    assert clock.frame_of(11.0) == pytest.approx(2 * RATE)
    clock.look(frame + 0.4 * RATE)
    assert clock.rolling
    clock.look(frame + 0.6 * RATE)
    assert not clock.rolling


def test_one_late_report_is_no_jump_and_two_are():
    clock = ShowClock(0.5)
    frame = ran(clock, 0.0, 0.0, 30)
    turn = clock.turn
    clock.report(0.5, frame)
    assert (clock.turn, clock.rolling) == (turn, True)
    frame = ran(clock, 31 / 30, frame + RATE / 30, 5)
    assert clock.turn == turn
    frame = ran(clock, 0.0, frame, 2)
    assert clock.turn == turn + 1, "a loop went back to its beginning"
    assert clock.at(frame) == pytest.approx(2 / 30, abs=0.001)


def test_by_hand_it_runs_without_anybody():
    clock = ShowClock(0.5)
    clock.locate(5.0, 0.0)
    clock.play(1000.0)
    clock.play(2000.0)
    clock.look(100.0 * RATE)
    assert clock.at(1000.0 + 60 * RATE) == pytest.approx(65.0)
    clock.locate(2.0, RATE)
    assert clock.at(2 * RATE) == pytest.approx(3.0)
    clock.stop(2 * RATE)
    assert (clock.rolling, clock.at(9 * RATE)) == (False, pytest.approx(3.0))
