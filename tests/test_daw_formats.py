"""The files for DAWs, each read back by a reader that is not ours."""

import json
import os
import shutil
import struct
import subprocess
import warnings
import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
import soundfile
from wavinfo import WavInfoReader

from ttmba_live.audio import RATE
from ttmba_live.daw import (
    About,
    Item,
    ManifestWriter,
    Marker,
    Session,
    Track,
    _dawproject,
    keep_dry,
    manifest_line,
    read_manifest,
    rpp_text,
    set_start,
    wave_head,
    write_dawproject,
    write_manifest,
    write_rpp,
    write_wave,
)
from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.geometry import Position, Trajectory
from ttmba_live.scene import Envelope

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # its parser generator complains of itself
    import rpp

SCHEMAS = Path(
    os.environ.get("DAWPROJECT_SCHEMAS")
    or Path(__file__).parents[2] / "shared" / "schemas" / "dawproject"
)
NAMES = [
    "rain",
    'leaves "dry"',
    "it's \"dry\" leaves",
    "all `three` of 'them' \"here\"",
    "雨と🐕 犬が吠える",
    "#hash ;semi |bar >close <open",
    "x" * 300,
    "é🐕" * 1000,
    "a & b < c",
    "tab\tand\nline\u2028end\x07",
]  # fmt: skip
START = round(1.2345 * RATE)
LEFT = Position(90.0, 0.0, 2.0)
CIRCLE = Trajectory.checked([(0.0, 90.0, 0.0, 2.0), (2.0, -90.0, 0.0, 1.0)])


def needs(program):
    return pytest.mark.skipif(not shutil.which(program), reason=f"{program} is not installed")


def session(names=NAMES, path=None):
    tracks = []
    for number, name in enumerate(names, 1):
        start = START * number
        items = (
            Item(f"clips/{number}", "dry", name, f"clips/{number}.wav", start, RATE, LEFT, path),
            Item(f"stems/{number}", "stem", name, f"stems/{number}.wav", start, RATE + 64, LEFT),
        )
        tracks.append(Track(name, 1 + number % 2, items))
    markers = (Marker("cue 1", START), Marker("cue `2\"'", 2 * START))
    mix = Item("mix", "mix", "mix", "mix.wav", 0, 12 * RATE)
    return Session("night", "ttmba_live 1.2.3", tuple(tracks), markers, mix)


def noise(frames, channels=1, seed=0):
    shape = (frames,) if channels == 1 else (frames, channels)
    return np.random.default_rng(seed).uniform(-0.9, 0.9, shape).astype(np.float32)


ABOUT = About(NAMES[4], START, LEFT, CIRCLE, track="rain_2", scene="cue 3")


@pytest.mark.parametrize("sample", ["float32", "int24"])
@pytest.mark.parametrize(("frames", "channels"), [(1001, 1), (1001, 2), (1, 1)])
def test_a_broadcast_wave_is_read_by_others(tmp_path, sample, frames, channels):
    path, sound = tmp_path / "a.wav", noise(frames, channels)
    write_wave(path, sound, ABOUT, sample=sample)
    samples, rate = soundfile.read(path, dtype="float32")
    assert rate == RATE
    assert samples.shape == sound.shape
    assert np.abs(samples - sound).max(initial=0.0) <= (0.0 if sample == "float32" else 2**-24)
    info = WavInfoReader(str(path))
    assert info.bext.time_reference == START
    assert info.bext.version == 1
    assert info.bext.description == "??? ?????"
    assert info.bext.originator == "ttmba_live"
    root = ET.fromstring(raw_chunk(path, b"iXML"))
    assert root.findtext("NOTE") == NAMES[4]
    assert "azimuth -90" in root.findtext("USER")
    assert root.findtext("TRACK_LIST/TRACK_COUNT") == str(channels)
    assert int(root.findtext("SPEED/TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO")) == START
    assert path.stat().st_size == 8 + struct.unpack("<I", path.read_bytes()[4:8])[0]


def raw_chunk(path, name):
    data = path.read_bytes()
    at = 12
    while at < len(data):
        size = struct.unpack("<I", data[at + 4 : at + 8])[0]
        if data[at : at + 4] == name:
            return data[at + 8 : at + 8 + size]
        at += 8 + size + (size & 1)
    return None


@needs("ffprobe")
def test_ffprobe_reads_the_time_reference(tmp_path):
    write_wave(tmp_path / "a.wav", noise(100, 2), ABOUT)
    words = ["ffprobe", "-v", "error", "-of", "json", "-show_format", str(tmp_path / "a.wav")]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert json.loads(done.stdout)["format"]["tags"]["time_reference"] == str(START)


@needs("sox")
def test_sox_reads_it_without_a_warning(tmp_path):
    for sample in ("float32", "int24"):
        write_wave(tmp_path / "a.wav", noise(101, 2), ABOUT, sample=sample)
        words = ["sox", str(tmp_path / "a.wav"), "-n", "stat"]
        done = subprocess.run(words, capture_output=True, text=True, check=True)
        assert "WARN" not in done.stderr
        assert "Samples read:               202" in done.stderr


def test_equal_sound_gives_equal_bytes_and_24_bit_does_not_wrap(tmp_path):
    for name in ("a", "b"):
        write_wave(tmp_path / name, noise(999), ABOUT)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    loud = np.array([1.5, 1.0, -1.0, -1.5], np.float32)
    write_wave(tmp_path / "c.wav", loud, ABOUT, sample="int24")
    samples, _ = soundfile.read(tmp_path / "c.wav")
    assert samples == pytest.approx([1.0, 1.0, -1.0, -1.0], abs=2e-7)


def test_above_4_gib_it_is_rf64_and_read_as_such(tmp_path):
    frames = 2**29 + 5
    path = tmp_path / "long.wav"
    with path.open("wb") as file:
        head = wave_head(frames, 2, ABOUT)
        file.write(head)
        file.truncate(len(head) + 8 * frames)
    assert head[:4] == b"RF64"
    info = soundfile.info(path)
    assert (info.format, info.frames, info.channels) == ("RF64", frames, 2)
    at = head.index(b"bext") + 8 + 338
    assert struct.unpack("<Q", head[at : at + 8])[0] == START
    assert wave_head(2**29 - 1000, 2, ABOUT)[:4] == b"RIFF"


@pytest.mark.parametrize("letters", range(4))
@pytest.mark.parametrize("sample", ["float32", "int24"])
def test_chunks_are_even_and_the_format_comes_first(tmp_path, letters, sample):
    """Readers of RF64 skip no pad byte, and some of RIFF look for the format at byte 12."""
    about = replace(
        ABOUT, text="x" * letters, software="y" * letters, markers=((5, "z" * letters),)
    )
    for frames in (2**29, 2**20):
        path = tmp_path / "long.wav"
        head = wave_head(frames, 3, about, sample=sample)
        with path.open("wb") as file:
            file.write(head)
            file.truncate(len(head) + (12 if sample == "float32" else 9) * frames)
        info = soundfile.info(path)
        assert (info.frames, info.channels, info.samplerate) == (frames, 3, RATE)
        at, names = 12, []
        while head[at : at + 4] != b"data":
            names.append(head[at : at + 4])
            size = struct.unpack("<I", head[at + 4 : at + 8])[0]
            assert size % 2 == 0
            at += 8 + size
        assert names[info.format == "RF64"] == b"fmt "


def test_accents_are_folded_and_cues_are_points(tmp_path):
    about = replace(
        ABOUT, text="Türklingel für Łódź – groß", markers=((0, "cue 1"), (7, "Gewölbe"))
    )
    write_wave(tmp_path / "a.wav", noise(9), about)
    info = WavInfoReader(str(tmp_path / "a.wav"))
    assert info.bext.description == "Turklingel fur Lodz - gross"
    points = [(p["frame"], p["label"]) for p in info.cues.to_dict().values()]
    assert points == [(0, "cue 1"), (7, "Gewolbe")]


def test_a_start_is_changed_in_place_and_nothing_else_is(tmp_path):
    path = tmp_path / "a.wav"
    write_wave(path, noise(1001), ABOUT)
    before = path.read_bytes()
    far = 2**33 + 12_345
    set_start(path, far)
    info = WavInfoReader(str(path))
    assert info.bext.time_reference == far
    root = ET.fromstring(raw_chunk(path, b"iXML"))
    assert int(root.findtext("SPEED/TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI")) == 2
    set_start(path, START)
    assert path.read_bytes() == before
    soundfile.write(tmp_path / "plain.wav", noise(10), RATE)
    plain = (tmp_path / "plain.wav").read_bytes()
    set_start(tmp_path / "plain.wav", 5)
    assert (tmp_path / "plain.wav").read_bytes() == plain
    with pytest.raises(Unavailable):
        set_start(tmp_path / "none.wav", 5)
    with pytest.raises(InvalidInput):
        write_wave(path, noise(10), About("x", -1))


def tracks_of(project):
    return {track.find("NAME")[1]: track for track in project.findall("TRACK")}


def test_the_reaper_project_is_read_back():
    text = rpp_text(session())
    project = rpp.loads(text)
    assert rpp.loads(rpp.dumps(project)) == project
    assert max(len(line.encode()) for line in text.splitlines()) < 1024
    tracks = project.findall("TRACK")
    names = [track.find("NAME")[1] for track in tracks]
    assert len(names) == 2 + 2 * len(NAMES) + 1
    assert names[-1] == "mix"
    assert tracks[-1].find("MUTESOLO")[1] == "1"
    assert names[0] == "cue 1"
    for name in NAMES[:3] + NAMES[4:7]:
        assert {name, f"{name} (dry)"} <= set(names)
    assert "all 'three' of 'them' \"here\"" in names
    assert "tab and line end" in names
    items = [item for track in tracks for item in track.findall("ITEM")]
    assert len(items) == 2 * len(NAMES) + 1
    files = {item.find("SOURCE").find("FILE")[1] for item in items}
    media = {f"{k}/{n}.wav" for k in ("clips", "stems") for n in range(1, 11)}
    assert files == media | {"mix.wav"}
    [tempo] = project.findall("TEMPOENVEX")
    assert [row[1:3] for row in tempo.children if row[0] == "PT"] == [
        ["0.000000000", "120.0000000000"]
    ]
    depth = 0
    for track in tracks:
        depth += int(track.find("ISBUS")[2])
        assert depth in (0, 1)
    assert depth == 0
    ids = [item.find("IGUID")[1] for item in items] + [track.find("TRACKID")[1] for track in tracks]
    assert len(set(ids)) == len(ids)
    markers = [row for row in project.children if row[0] == "MARKER"]
    assert [(float(m[2]), m[3]) for m in markers] == [(1.2345, "cue 1"), (2.469, "cue '2\"'")]


def test_reaper_items_stand_at_their_frames_and_dry_tracks_are_muted():
    tracks = tracks_of(rpp.loads(rpp_text(session(["rain"]))))
    for name, mute, frames in (("rain", "0", RATE + 64), ("rain (dry)", "1", RATE)):
        item = tracks[name].find("ITEM")
        assert round(float(item.find("POSITION")[1]) * RATE, 3) == START
        assert round(float(item.find("LENGTH")[1]) * RATE, 3) == frames
        assert tracks[name].find("MUTESOLO")[1] == mute
        assert any("azimuth 90" in str(line) for line in item.find("NOTES").children)
    _, vol, pan, *_ = tracks["rain (dry)"].find("VOLPAN")
    assert (float(vol), float(pan)) == (0.5, -1.0)  # a knob: left is negative


def test_reaper_envelopes_follow_a_path_and_have_left_and_right_turned():
    dry = tracks_of(rpp.loads(rpp_text(session(["rain"], CIRCLE))))["rain (dry)"]
    assert [float(v) for v in dry.find("VOLPAN")[1:3]] == [1.0, 0.0]
    pans = [list(map(float, p[1:3])) for p in dry.find("PANENV2").children if p[0] == "PT"]
    levels = [list(map(float, p[1:3])) for p in dry.find("VOLENV2").children if p[0] == "PT"]
    assert pans[0] == pytest.approx([1.2345, 1.0], abs=1e-6)  # an envelope: left is positive
    assert pans[-1] == pytest.approx([2.2345, 0.0], abs=1e-6)  # the path is half done
    assert levels[0][1] == 0.5
    assert levels[-1][1] == pytest.approx(1 / 1.5, abs=1e-5)


FADE = Envelope.checked([(0.0, -60.0), (0.5, 0.0), (0.5, -6.0), (9.0, -6.0)])


def fading(path=None):
    item = Item("clips/1", "dry", "rain", "1.wav", START, RATE, LEFT, path, -6.0, FADE)
    return Session("x", "y 1", (Track("rain", 1, (item,)),))


TIMES = np.array([0.0, 0.123, 0.25, 0.499, 0.501, 0.9])
FADED = np.array([-60.0, -45.24, -30.0, -0.12, -6.0, -6.0])
"""dB of `FADE` at `TIMES`."""


def drawn(points):
    """What a DAW plays at `TIMES` of the item, straight in amplitude between points, in dB."""
    times, levels = zip(*((time - START / RATE, level) for time, level in points), strict=True)
    assert list(times) == sorted(times)
    assert times[-1] == pytest.approx(1.0)
    return 20 * np.log10(np.interp(TIMES, times, levels))


@pytest.mark.parametrize("path", [None, CIRCLE])
def test_a_fade_is_automation_of_the_dry_track(tmp_path, path):
    dry = tracks_of(rpp.loads(rpp_text(fading(path))))["rain (dry)"]
    found = drawn([map(float, p[1:3]) for p in dry.find("VOLENV2").children if p[0] == "PT"])
    metres = 2.0 if path is None else 2.0 - TIMES / 2.0
    assert found == pytest.approx(FADED - 20 * np.log10(metres), abs=0.2)
    with zipfile.ZipFile(written(tmp_path, fading(path))) as archive:
        root = ET.fromstring(archive.read("project.xml"))
    volume = root.find("Structure/Track/Track/Channel/Volume").get("id")
    (lane,) = (p for p in root.findall(".//Points") if p.find("Target").get("parameter") == volume)
    assert lane.get("unit") == "linear"
    points = [(float(p.get("time")), float(p.get("value"))) for p in lane.findall("RealPoint")]
    assert drawn(points) == pytest.approx(found - 6.0, abs=0.05), "its gain as well"


@pytest.mark.skipif(not SCHEMAS.is_dir(), reason="the official schema is not here")
@pytest.mark.parametrize("path", [None, CIRCLE])
@pytest.mark.parametrize("made", [session, fading])
def test_the_dawproject_is_valid(tmp_path, path, made):
    etree = pytest.importorskip("lxml.etree")
    project = written(tmp_path, made(path=path))
    with zipfile.ZipFile(project) as archive:
        for name, schema in (("project.xml", "Project.xsd"), ("metadata.xml", "MetaData.xsd")):
            checked = etree.XMLSchema(etree.parse(str(SCHEMAS / schema)))
            checked.assertValid(etree.fromstring(archive.read(name)))
    empty = written(tmp_path / "empty", Session("x", "ttmba_live", ()))
    with zipfile.ZipFile(empty) as archive:
        checked = etree.XMLSchema(etree.parse(str(SCHEMAS / "Project.xsd")))
        checked.assertValid(etree.fromstring(archive.read("project.xml")))


def written(folder, session):
    for item in session.files:
        write_wave(folder / item.file, noise(item.frames, item.channels), About(item.name))
    write_dawproject(folder / "s.dawproject", session, folder)
    return folder / "s.dawproject"


def test_the_dawproject_holds_what_it_names(tmp_path):
    project = written(tmp_path, session(path=CIRCLE))
    with zipfile.ZipFile(project) as archive:
        assert archive.testzip() is None
        root = ET.fromstring(archive.read("project.xml"))
        clips = root.findall(".//Lanes/Clips/Clip")
        assert len(clips) == 2 * len(NAMES) + 1
        for clip in clips:
            path = clip.find("Clips/Clip/Audio/File").get("path")
            assert archive.read(path) == (tmp_path / path).read_bytes()
            assert float(clip.get("duration")) * RATE == pytest.approx(
                soundfile.info(tmp_path / path).frames, abs=1e-3
            )
    assert round(float(clips[0].get("time")) * RATE, 3) == 2 * START
    tracks = {t.get("name"): t for t in root.findall("Structure/Track/Track")}
    assert tracks["rain (dry)"].find("Channel/Mute").get("value") == "true"
    assert tracks["rain"].find("Channel/Mute").get("value") == "false"
    assert [m.get("name") for m in root.findall(".//Marker")] == ["cue 1", "cue `2\"'"]
    assert root.find(".//Markers").get("timeUnit") == "seconds"
    mix = next(t for t in root.findall("Structure/Track") if t.get("name") == "mix")
    assert mix.find("Channel/Mute").get("value") == "true"
    pan = tracks["rain (dry)"].find("Channel/Pan").get("id")
    lanes = {p.find("Target").get("parameter"): p for p in root.findall(".//Points")}
    values = [float(p.get("value")) for p in lanes[pan].findall("RealPoint")]
    assert values[0] == 0.0  # left
    assert values[-1] == pytest.approx(0.5)
    before = project.read_bytes()
    write_dawproject(project, session(path=CIRCLE), tmp_path)
    assert project.read_bytes() == before


def test_a_dawproject_of_very_many_sounds_names_those_beside_it(tmp_path, monkeypatch):
    with zipfile.ZipFile(written(tmp_path, session())) as archive:
        sounds = {name for name in archive.namelist() if name.endswith(".wav")}
    monkeypatch.setattr(_dawproject, "EMBEDDED", 1 << 16)
    project = tmp_path / "s.dawproject"
    assert ["beside it" in told for told in write_dawproject(project, session(), tmp_path)] == [
        True
    ]
    with zipfile.ZipFile(project) as archive:
        assert archive.namelist() == ["metadata.xml", "project.xml"]
        root = ET.fromstring(archive.read("project.xml"))
    files = root.findall(".//File")
    assert {file.get("path") for file in files} == sounds
    assert {file.get("external") for file in files} == {"true"}
    assert all((tmp_path / file.get("path")).is_file() for file in files)


def test_overlapping_stems_are_on_tracks_of_their_own_in_a_dawproject(tmp_path):
    stems = [
        Item(f"stems/{n}", "stem", "rain", f"stems/{n}.wav", at, RATE // 10)
        for n, at in enumerate((0, RATE // 20, RATE // 5))
    ]
    project = written(tmp_path, Session("x", "y 1", (Track("rain", 1, tuple(stems)),)))
    with zipfile.ZipFile(project) as archive:
        root = ET.fromstring(archive.read("project.xml"))
    tracks = {t.get("id"): t.get("name") for t in root.findall("Structure/Track/Track")}
    starts = {
        tracks[lane.get("track")]: [float(c.get("time")) for c in lane.findall("Clips/Clip")]
        for lane in root.findall("Arrangement/Lanes/Lanes")
    }
    assert starts == {"rain": [0.0, 0.2], "rain 2": [0.05]}


def test_the_manifest_grows_whole_lines_and_forgives_a_torn_one(tmp_path):
    whole = session()
    writer = ManifestWriter(tmp_path, "run 7")
    for item in whole.items:
        track = next(t for t in whole.tracks if item in t.items)
        writer.add(manifest_line(item, track.id, track.cue))
        run, rows = read_manifest(tmp_path)
        assert (run, rows[-1].id) == ("run 7", item.id)
    grown = (tmp_path / "manifest.tsv").read_bytes()
    writer.close()
    write_manifest(tmp_path, whole, "run 7")
    assert (tmp_path / "manifest.tsv").read_bytes() == grown
    assert len(rows) == 2 * len(NAMES)
    assert rows[0].place == LEFT
    assert round(rows[0].start * RATE, 3) == START
    keep_dry(tmp_path / "manifest.tsv", tmp_path / "dry.tsv")
    (tmp_path / "dry").mkdir()
    (tmp_path / "dry.tsv").rename(tmp_path / "dry" / "manifest.tsv")
    assert read_manifest(tmp_path / "dry") == ("run 7", [r for r in rows if r.kind == "dry"])
    for cut in range(len(grown) - 200, len(grown)):
        (tmp_path / "manifest.tsv").write_bytes(grown[:cut])
        assert len(read_manifest(tmp_path)[1]) == grown[:cut].count(b"\n") - 2
    (tmp_path / "manifest.tsv").write_text("something else\n")
    with pytest.raises(InvalidInput):
        read_manifest(tmp_path)
    (tmp_path / "manifest.tsv").unlink()
    with pytest.raises(Unavailable):
        read_manifest(tmp_path)


def test_an_unwritable_place_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    for write in (
        lambda path: write_rpp(path, session()),
        lambda path: write_wave(path, noise(10), ABOUT),
        lambda path: write_dawproject(path, Session("x", "y", ()), tmp_path),
        lambda path: ManifestWriter(path, "run"),
    ):
        with pytest.raises(Unavailable):
            write(tmp_path / "file" / "x")
