"""SOFA files as strangers have them: read rightly, mended with a note, or refused in one line."""

import numpy as np
import pytest
import sofa_files as sf

from ttmba_live.audio import minimum_phase
from ttmba_live.binaural.head import Interpolated, even_directions, find_onsets, read_head
from ttmba_live.errors import InvalidInput, TtmbaError, Unavailable

GRID = sf.grid()
AROUND = sf.unit(GRID)
WAVES = sf.responses(AROUND)
COUNT = len(GRID)
PLACES = np.column_stack([GRID, np.full(COUNT, 1.2)])
LATE = sf.late_seconds(AROUND) * 48_000
SPHERICAL = {"ListenerView": {"Type": "spherical", "Units": "degree, degree, metre"}}
HRTF = {"": {"SOFAConventions": "SimpleFreeFieldHRTF", "DataType": "TF"}}
HRSOS = {"": {"SOFAConventions": "SimpleFreeFieldHRSOS", "DataType": "SOS"}}
BYTES = {
    "": {"SOFAConventions": np.bytes_("SimpleFreeFieldHRIR"), "DataType": np.bytes_("FIR")},
    "SourcePosition": {
        "Type": np.array([b"spherical"]),
        "Units": np.bytes_("degree, degree, meter"),
    },
}


def cartesian(**attrs):
    return {"SourcePosition": AROUND * 1.2, "attrs": {"SourcePosition": attrs}}


def radians(**attrs):
    places = np.column_stack([np.radians(GRID), np.full(COUNT, 1.2)])
    return {"SourcePosition": places, "attrs": {"SourcePosition": attrs}}


def with_nan(array, *index):
    array = array.copy()
    array[index] = np.nan
    return array


def conjugate():
    spectra = sf.transfer(WAVES)
    return {**spectra, "Data_Imag": -spectra["Data_Imag"]}


def room():
    rng = np.random.default_rng(0)
    long = rng.standard_normal((COUNT, 2, 12_000)) * np.exp(-np.arange(12_000) / 4000.0) * 0.02
    long[..., :400] = 0.0
    long[..., :256] += WAVES
    return long


def biquads():
    numbers, late = sf.sections(AROUND)
    return {"Data_IR": None, "Data_SOS": numbers, "Data_Delay": late, "attrs": HRSOS}


PLAIN = {
    "as it should be": {},
    "azimuth -180..180": {"degrees": np.column_stack([(GRID[:, 0] + 180) % 360 - 180, GRID[:, 1]])},
    "elevation 0..360": {"degrees": GRID % 360.0},
    "radians": radians(Units="radian, radian, metre"),
    "cartesian": cartesian(Type="cartesian", Units="metre"),
    "cartesian without a word": cartesian(Type=None, Units=None),
    "millimetres": {"SourcePosition": AROUND * 1200.0,
                    "attrs": {"SourcePosition": {"Type": "cartesian", "Units": "millimetre"}}},
    "44.1 kHz": {"rate": 44_100.0},
    "96 kHz": {"rate": 96_000.0, "waves": sf.responses(AROUND, 96_000.0, 512)},
    "a delay for each": {"waves": sf.responses(AROUND, radius=0.0), "Data_Delay": LATE},
    "negative delays": {"waves": sf.responses(AROUND, radius=0.0), "Data_Delay": LATE - 20.0},
    "delays turned round": {"waves": sf.responses(AROUND, radius=0.0), "Data_Delay": LATE.T},
    "one delay": {"Data_Delay": np.array([3.0])},
    "no delay": {"Data_Delay": None},
    "an onset at 30 ms": {"waves": sf.responses(AROUND, size=2048, begin=0.03)},
    "a delay of a second": {"Data_Delay": np.full((1, 2), 48_000.0)},
    "a rate for each": {"Data_SamplingRate": np.full(COUNT, 48_000.0)},
    "no data type": {"attrs": {"": {"DataType": None}}},
    "receivers declared the wrong way": {"ReceiverPosition": np.zeros((2, 3, 1))},
    "a spherical view": {"ListenerView": np.array([[0.0, 0.0, 1.0]]), "attrs": SPHERICAL},
    "no view": {"ListenerView": None, "ListenerUp": None},
    "dimensions N R M": {"Data_IR": WAVES.transpose(2, 1, 0)},
    "dimensions R M N": {"Data_IR": WAVES.transpose(1, 0, 2)},
    "positions turned round": {"SourcePosition": PLACES.T},
    "one emitter": {"Data_IR": WAVES[..., None]},
    "attributes as bytes": {"attrs": BYTES},
    "transfer functions": {**sf.transfer(WAVES), "attrs": HRTF},
    "transfer functions from 375 Hz": {**sf.transfer(WAVES, first=2), "attrs": HRTF},
    "biquads": biquads(),
    "a room behind it": {"waves": room()},
    "arrivals that differ": {"waves": np.stack([np.roll(w, k % 7) for k, w in enumerate(WAVES)])},
    "whole numbers": {"waves": (WAVES / np.abs(WAVES).max() * 32767).astype(np.int16)},
    "volts of a picoampere": {"waves": WAVES * 1e-14},
    "general": {"attrs": {"": {"SOFAConventions": "GeneralFIR"}}},
}  # fmt: skip

MENDED = {
    "radians": radians(),
    "whatever the file declares": cartesian(),
    "exchanged": {"waves": WAVES[:, ::-1]},
    "both ears measured upside down": {"waves": -WAVES},
    "one ear measured upside down": {"waves": WAVES * [[1.0], [-1.0]]},
    "no delays between the ears": {"waves": sf.responses(AROUND, radius=0.0)},
    "put among them": {"Data_Delay": np.column_stack([np.arange(COUNT), -np.arange(COUNT)]) * 8.0},
    "silent or NaN: 1 direction": {"waves": with_nan(WAVES, 3, 0, 5)},
    "without a place: 1 direction": {"SourcePosition": with_nan(PLACES, 4)},
    "distances that are not told": {"distance": 0.0},
    "2 distances; 2.00 m is taken": {
        "degrees": np.concatenate([GRID[:9], GRID]),
        "waves": np.concatenate([WAVES[9:18], WAVES]),
        "distance": np.concatenate([np.full(9, 0.5), np.full(COUNT, 2.0)]),
    },
    "where the head looked": {
        "ListenerView": np.array([[0.0, 1.0, 0.0]]),
        "waves": sf.responses(np.stack([AROUND[:, 1], -AROUND[:, 0], AROUND[:, 2]], axis=1)),
    },
    "make no frame": {"ListenerView": np.zeros((1, 3))},
    "% of the sphere": {"degrees": sf.grid(10.0, 0.0, 0.0)},
    "above 7.2 kHz": {"rate": 16_000.0},
    "of the convention Whatever": {"attrs": {"": {"SOFAConventions": "Whatever"}}},
    "run backwards": {**conjugate(), "attrs": HRTF},
}

REFUSED = {
    "1 direction that can be used; 6 are needed": {"degrees": GRID[:1]},
    "0 directions": {"waves": WAVES * 0.0},
    "0 directions that": {"waves": WAVES * np.nan},
    "0 directions that can": {"SourcePosition": PLACES * np.nan},
    "does not say its sampling rate": {"Data_SamplingRate": None},
    "several sampling rates": {"Data_SamplingRate": np.linspace(44_100.0, 48_000.0, COUNT)},
    "no sampling rate for a head": {"Data_SamplingRate": np.array([np.nan])},
    "cm radius (5 to 13 are possible)": {"rate": 24_000.0, "waves": WAVES},
    "Data.Delay is": {"Data_Delay": np.zeros((3, 3))},
    "holds what is no delay": {"Data_Delay": np.full((1, 2), np.nan)},
    "two ears": {"waves": WAVES[:, :1]},
    "3 emitters": {"Data_IR": np.repeat(WAVES[..., None], 3, axis=3)},
    "measurements": {"SourcePosition": PLACES[:-3]},
    "SourcePosition": {"SourcePosition": None},
    "elevations beyond 90": {"degrees": np.column_stack([GRID[:, 0], 90.0 - GRID[:, 1]])},
    "no responses": {"Data_IR": None},
    "directivity": {"attrs": {"": {"SOFAConventions": "FreeFieldDirectivityTF"}}},
    "headphones": {"attrs": {"": {"SOFAConventions": "SimpleHeadphoneIR"}}},
    "a room": {"attrs": {"": {"SOFAConventions": "SingleRoomDRIR"}}},
    "needs Data.Real": {**sf.transfer(WAVES), "N": None, "attrs": HRTF},
    "never settles": {**biquads(), "Data_SOS": np.full((COUNT, 2, 6), 3.0)},
}


def off(head):
    """Microseconds by which delays between the ears differ from the ball's."""
    wanted = sf.late_seconds(head.directions)
    found = find_onsets(head.directions, head.spectra()).interaural
    return 1e6 * np.abs(found - (wanted[:, 0] - wanted[:, 1])).max()


@pytest.mark.parametrize("name", PLAIN)
def test_a_head_is_the_same_however_it_is_written(tmp_path, name):
    head = read_head(sf.write(tmp_path / "a.sofa", **{"waves": WAVES, **PLAIN[name]}
                              if "rate" not in PLAIN[name] else PLAIN[name]))  # fmt: skip
    assert len(head.directions) == COUNT
    assert np.abs(head.directions - AROUND).max() < 1e-3
    assert head.distance == pytest.approx(1.2)
    assert off(head) < 10.0
    assert head.notes == ()


@pytest.mark.parametrize("note", MENDED)
def test_what_can_be_mended_is_mended_and_told(tmp_path, note):
    head = read_head(sf.write(tmp_path / "a.sofa", **MENDED[note]))
    assert note in "; ".join(head.notes)
    assert off(head) < 20.0
    assert np.isfinite(head.responses).all()


@pytest.mark.parametrize("line", REFUSED)
def test_what_cannot_be_used_is_refused_in_one_line(tmp_path, line):
    with pytest.raises(InvalidInput) as caught:
        read_head(sf.write(tmp_path / "a.sofa", **REFUSED[line]))
    assert line in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_head_that_stands_on_its_head_and_looks_to_the_left(tmp_path):
    """Left, front and up of the room are front, left and down of the head."""
    seen = np.stack([AROUND[:, 1], AROUND[:, 0], -AROUND[:, 2]], axis=1)
    head = read_head(
        sf.write(
            tmp_path / "a.sofa",
            waves=sf.responses(seen),
            ListenerView=np.array([[0.0, 2.0, 0.0]]),
            ListenerUp=np.array([[0.0, 0.0, -1.0]]),
        )
    )
    assert np.abs(head.directions - seen).max() < 1e-6
    assert off(head) < 10.0


def test_files_that_are_none_or_damaged_are_refused(tmp_path):
    whole = sf.write(tmp_path / "a.sofa").read_bytes()
    other = tmp_path / "b.sofa"
    for begin, line in (
        (b"", "is empty"), (b"<html>404</html>", "not a SOFA file"),
        (b"CDF\x01" + bytes(40), "NetCDF 3"), (whole[: len(whole) // 2], "damaged or cut off"),
    ):  # fmt: skip
        other.write_bytes(begin)
        with pytest.raises(InvalidInput, match=line):
            read_head(other)
    with pytest.raises(Unavailable, match="no such file"):
        read_head(tmp_path / "none.sofa")
    with pytest.raises(TtmbaError):
        read_head(tmp_path)


@pytest.mark.parametrize("seed", range(12))
def test_bytes_overturned_anywhere_end_in_a_head_or_a_line(tmp_path, seed):
    rng = np.random.default_rng(seed)
    path = sf.write(tmp_path / "a.sofa", degrees=GRID[::2])
    torn = bytearray(path.read_bytes())
    for place in rng.integers(8, 16_000, 25):
        torn[place] = rng.integers(256)
    path.write_bytes(bytes(torn))
    try:
        head = read_head(path)
    except TtmbaError as error:
        assert "\n" not in str(error)  # noqa: PT017 - either end is well
    else:
        assert np.isfinite(head.responses).all()


def test_a_head_is_known_to_the_bottom_from_any_part_of_it(tmp_path):
    """What nobody measured is smooth, finite and on the right side."""
    below = even_directions(100)
    for degrees in (sf.grid(30.0, 0.0, 0.0), GRID[GRID[:, 1] >= 0.0], GRID[::20]):
        head = read_head(sf.write(tmp_path / "a.sofa", degrees=degrees))
        found = Interpolated(head, distances=np.array([1.2]))
        spectra = found.at(below, np.full(100, 1.2))
        level = 20.0 * np.log10(np.abs(spectra[..., 20:300])).mean(axis=-1)
        assert np.abs(level).max() < 25.0
        lateral = np.abs(below[:, 1]) > 0.3
        assert (np.sign(level[:, 0] - level[:, 1]) == np.sign(below[:, 1]))[lateral].all()
        assert np.abs(found.late_ms(below)).max() < 0.1


def test_a_direction_left_out_is_found_again(tmp_path):
    head = read_head(sf.write(tmp_path / "a.sofa"))
    held = np.arange(30, 100, 7)
    learnt = np.setdiff1d(np.arange(COUNT), held)
    found = Interpolated(head, learnt, distances=np.array([1.2]))
    answer = found.at(head.directions[held], np.full(len(held), 1.2)) * 1.2
    error = np.abs(20.0 * np.log10(np.abs(answer) / np.abs(head.spectra()[held])))[..., 5:340]
    assert error.mean() < 0.3
    assert found.radius == pytest.approx(sf.RADIUS, abs=0.001)


def test_many_directions_are_thinned_out_evenly(tmp_path):
    around = even_directions(5000)
    degrees = np.degrees(np.column_stack([np.arctan2(around[:, 1], around[:, 0]),
                                          np.arcsin(around[:, 2])]))  # fmt: skip
    head = read_head(sf.write(tmp_path / "a.sofa", degrees, sf.responses(around, size=96)))
    assert 1500 < len(head.directions) <= 2000
    assert "5000 directions" in head.notes[0]
    assert off(head) < 10.0


@pytest.mark.parametrize(("precision", "decibels"), [(np.float64, -200.0), (np.float32, -100.0)])
def test_a_minimum_phase_has_its_magnitude_and_begins_at_zero(precision, decibels):
    wanted = np.abs(np.fft.rfft(WAVES[:8], 1024)).astype(precision)
    found = minimum_phase(wanted)
    assert found.real.dtype == precision
    assert 20.0 * np.log10(np.abs(np.abs(found) - wanted).max()) < decibels
    waves = np.fft.irfft(found)
    assert (waves[..., :64] ** 2).sum() > 0.999 * (waves**2).sum()
