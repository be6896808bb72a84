"""The projects for DAWs and the manifest, each read back by a reader that is not ours."""

import os
import warnings
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
import soundfile

from ttmba_live.audio import RATE
from ttmba_live.daw import (
    About,
    Item,
    ManifestWriter,
    Session,
    Track,
    _dawproject,
    keep_dry,
    manifest_line,
    read_manifest,
    rpp_text,
    write_dawproject,
    write_manifest,
    write_rpp,
    write_wave,
)
from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.scene import Envelope

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # its parser generator complains of itself
    import rpp

from daw_sessions import ABOUT, CIRCLE, LEFT, NAMES, START, noise, session

SCHEMAS = Path(
    os.environ.get("DAWPROJECT_SCHEMAS")
    or Path(__file__).parents[2] / "shared" / "schemas" / "dawproject"
)


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
