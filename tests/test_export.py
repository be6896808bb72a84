"""Scenes and sessions as ADM, Ambisonics and loudspeaker files: what their readers will find."""

import json
import struct
from dataclasses import replace

import numpy as np
import pytest
import soundfile
from adm_files import adm

from ttmba_live.audio import RATE, write_sound
from ttmba_live.cli import main
from ttmba_live.daw import About, growing_wave, write_wave
from ttmba_live.engine import Entry, GlideSettings, SilenceAll, StartVoice, StopVoices
from ttmba_live.errors import InvalidInput
from ttmba_live.export import export_adm, export_ambisonics, export_loudspeakers, open_piece
from ttmba_live.export._path import Path as Way
from ttmba_live.geometry import Position, Trajectory
from ttmba_live.scene import Envelope, Event, Listener, Scene, scene_to_json
from ttmba_live.session._timeline import SPHERE, Head, TimelineWriter
from ttmba_live.setup.layouts import layout

HEAD = Head(256, 16, GlideSettings(), "sketch", SPHERE)


def noise(length, seed=0, level=0.3):
    out = np.random.default_rng(seed).uniform(-level, level, round(length * RATE))
    return out.astype(np.float32)


def scene_file(folder, *events):
    (folder / "scene.json").write_text(scene_to_json(list(events)), encoding="utf-8")
    return str(folder / "scene.json")


PATH = [(0.0, 0.0, 0.0, 0.5), (1.0, 60.0, 30.0, 2.0), (1.5, 60.0, 30.0, 2.0), (1.5, -90.0, 0.0, 2)]


def test_an_object_follows_its_path_and_its_sound_is_dry(tmp_path):
    bee, dog = noise(2.0), noise(1.0, 1)
    write_sound(tmp_path / "bee.wav", bee)
    write_sound(tmp_path / "dog.wav", dog)
    path = Trajectory.checked(PATH)
    piece = open_piece(scene_file(
        tmp_path,
        Event.checked("a <bee> & more", 2.0, path.at(0.0), 0.25, id="bee", file="bee.wav",
                      trajectory=path, gain_db=-6.0),
        Event.checked("dog", 1.0, Position(-45.0, 10.0, 4.0), 1.0, id="dog", file="dog.wav"),
    ))  # fmt: skip
    told = export_adm(piece, tmp_path / "out.wav")
    assert "2 objects on 2 tracks" in told[0]
    (first, second), sound = adm(tmp_path / "out.wav")
    assert (first.name, first.start, second.name, second.start) == ("bee", 0.25, "dog", 1.0)
    for time in np.arange(0.05, 2.0, 0.05):
        azimuth, elevation, distance, gain = first.at(time)
        place = path.at(time)
        found = Position.checked(azimuth, elevation, 1.0).direction
        if abs(time - 1.5) > 0.01:
            assert np.dot(found, place.direction) > np.cos(np.radians(1.0)), time
            assert distance == pytest.approx(min(1.0, place.distance), abs=0.03)
            assert gain == pytest.approx(10 ** (-6 / 20) / place.distance, rel=0.03)
    jumps = [block for block in first.blocks if block[6]]
    assert len(jumps) == 1
    assert jumps[0][0] == pytest.approx(1.5, abs=0.006)
    assert second.at(0.5) == pytest.approx((-45.0, 10.0, 1.0, 0.25), abs=1e-3)
    assert len(second.blocks) <= 3, "who stands still needs no blocks"
    for one, clip in ((first, bee), (second, dog)):
        at = round(one.start * RATE)
        assert sound[at : at + len(clip), one.track] == pytest.approx(clip, abs=2**-23)
        assert not sound[:at, one.track].any()


def test_tracks_are_used_again_and_loud_clips_fit(tmp_path):
    loud = noise(0.5, level=3.0)
    write_sound(tmp_path / "a.wav", loud)
    events = [
        Event.checked(f"hit {n}", 0.5, Position(30.0 * n), 0.6 * n, id=f"hit{n}", file="a.wav")
        for n in range(4)
    ]
    export_adm(open_piece(scene_file(tmp_path, *events)), tmp_path / "out.wav")
    objects, sound = adm(tmp_path / "out.wav")
    assert [one.name for one in objects] == ["hit0", "hit1", "hit2", "hit3"]
    assert sound.shape[1] == 1
    assert np.abs(sound).max() <= 1.0
    for one in objects:
        at = round(one.start * RATE)
        heard = sound[at : at + len(loud), 0] * one.at(0.2)[3]
        assert heard == pytest.approx(loud, abs=1e-5)


def test_envelopes_are_in_the_sound(tmp_path):
    write_sound(tmp_path / "a.wav", np.full(RATE, 0.5, np.float32))
    fade = Envelope.checked([(0.0, -40.0), (1.0, 0.0)])
    event = Event.checked("pad", 1.0, Position(), id="pad", file="a.wav", envelope=fade)
    export_adm(open_piece(scene_file(tmp_path, event)), tmp_path / "out.wav")
    (one,), sound = adm(tmp_path / "out.wav")
    assert 20 * np.log10(sound[RATE // 2, 0] / 0.5) == pytest.approx(-20.0, abs=0.5)
    assert one.at(0.5)[3] == pytest.approx(1.0)


def session(folder, *entries, frames=2 * RATE):
    """A live run's folder: one clip, rain, and what a hand did."""
    clip = noise(frames / RATE)
    write_wave(folder / "clips" / "1.wav", clip, About("rain"))
    timeline = TimelineWriter(folder, HEAD)
    timeline.event(0, Event.checked("rain", 2.0, Position(90.0), id="rain"), "clips/1.wav", 1)
    timeline.entries(entries)
    timeline.flush(frames)
    timeline.close()
    return clip


def placed(azimuth, *, mute=False, head=None, gain_db=0.0):
    scene = Scene().place(Event.checked("rain", 2.0, Position(azimuth), id="rain"))
    scene = scene.with_source(replace(scene.source("rain"), mute=mute))
    return replace(scene, listener=head or Listener(), gain_db=gain_db)


def rain(at=0):
    return StartVoice(0, "rain", np.zeros(1, np.float32), at, "clips/1.wav")


def test_a_session_has_what_a_hand_did_but_not_the_heads_turns(tmp_path):
    turned = Listener(orientation=(0.0, 0.0, 0.0, 1.0))
    clip = session(
        tmp_path,
        Entry(0, placed(90.0)),
        Entry(0, rain(512)),
        Entry(188 * 256, placed(90.0, head=turned)),
        Entry(250 * 256, placed(-90.0, gain_db=-12.0)),
        Entry(300 * 256, placed(-90.0, mute=True)),
        Entry(360 * 256, StopVoices("rain")),
    )
    piece = open_piece(str(tmp_path))
    export_adm(piece, tmp_path / "out.wav")
    (one,), sound = adm(tmp_path / "out.wav")
    start = 512 / RATE
    assert (one.name, one.start) == ("rain", pytest.approx(start, abs=1e-5))
    assert one.at(1.2 - start) == pytest.approx((90.0, 0.0, 1.0, 1.0), abs=1e-3)
    assert one.at(255 * 256 / RATE - start)[0] == pytest.approx(-90.0)
    assert one.at(290 * 256 / RATE - start)[3] == pytest.approx(10 ** (-12 / 20), abs=1e-4)
    assert one.at(330 * 256 / RATE - start)[3] == 0.0
    assert one.start + one.length == pytest.approx(361 * 256 / RATE, abs=0.006)
    assert sound[512 : 340 * 256, 0] == pytest.approx(clip[: 340 * 256 - 512], abs=2**-23)


def test_a_session_is_the_same_in_ambisonics_and_on_loudspeakers(tmp_path):
    session(
        tmp_path, Entry(0, placed(90.0)), Entry(0, rain(512)), Entry(188 * 256, placed(-45.0)),
        Entry(300 * 256, SilenceAll()),
    )  # fmt: skip
    piece = open_piece(str(tmp_path))
    export_ambisonics(piece, tmp_path / "hoa.wav", 1)
    export_loudspeakers(piece, tmp_path / "8.wav", layout("octagon"))
    hoa, _ = soundfile.read(tmp_path / "hoa.wav")
    eight, _ = soundfile.read(tmp_path / "8.wav")
    assert (hoa.shape[1], eight.shape[1]) == (4, 8)
    for first, azimuth, speaker in ((20_000, 90.0, 2), (60_000, -45.0, 7)):
        part = slice(first, first + 10_000)
        omni = hoa[part, 0]
        left, front = (hoa[part, n] @ omni / (omni @ omni) for n in (1, 3))
        assert np.degrees(np.arctan2(left, front)) == pytest.approx(azimuth, abs=0.1)
        assert eight[part, speaker] == pytest.approx(omni, abs=1e-4)
        assert np.abs(np.delete(eight[part], speaker, axis=1)).max() < 1e-4
    assert not hoa[302 * 256 :].any()


def test_missing_clips_are_told_and_the_rest_is_written(tmp_path, capsys):
    session(tmp_path, Entry(0, placed(90.0)), Entry(0, rain(0)),
            Entry(RATE, replace(rain(), serial=1, at=None, clip="clips/gone.wav")))  # fmt: skip
    with pytest.raises(SystemExit) as done:
        main(["export", str(tmp_path), "--adm", str(tmp_path / "out.wav")])
    assert done.value.code == 1
    assert "clips/gone.wav is missing" in capsys.readouterr().err
    assert len(adm(tmp_path / "out.wav")[0]) == 1


def test_the_verb_writes_all_three_of_a_text(tmp_path, capsys):
    files = [str(tmp_path / name) for name in ("adm.wav", "hoa.wav", "seven.wav")]
    with pytest.raises(SystemExit) as done:
        main([
            "export", "a bell@0.5@90,0@2@0\nrain@0.5@-30,20@1@0.2", "--seed", "1",
            "--generator", "sketch", "--adm", files[0], "--ambix", files[1], "--order", "2",
            "--loudspeakers", files[2], "--layout", "7.1.4",
        ])  # fmt: skip
    assert done.value.code == 0
    told = capsys.readouterr().err
    assert "2 objects on 2 tracks" in told
    assert "9 channels (AmbiX of order 2)" in told
    assert [soundfile.info(file).channels for file in files] == [2, 9, 12]
    lengths = {soundfile.info(file).frames for file in files}
    assert len(lengths) == 1


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ([], "export needs --adm, --ambix or --loudspeakers"),
        (["--adm", "out.flac"], "must end in .wav"),
        (["--ambix", "out.wav", "--order", "9"], r"order lies in 1..7, not 9"),
        (["--loudspeakers", "out.wav", "--layout", "9.1"], "no loudspeaker layout is called"),
        (["--adm", "out.wav", "--run", "3"], "--run is for session folders"),
    ],
)
def test_bad_wishes_are_one_line(tmp_path, monkeypatch, capsys, words, why):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as done:
        main(["export", "a bell@0.1@0,0@1@0", "--generator", "sketch", *words])
    assert done.value.code == 2
    assert why in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_piece_in_which_nothing_sounds_has_no_objects(tmp_path):
    session(tmp_path, Entry(0, placed(90.0)))
    with pytest.raises(InvalidInput, match="nothing sounds"):
        export_adm(open_piece(str(tmp_path)), tmp_path / "out.wav")


def test_what_stands_still_for_hours_is_one_block():
    way = Way()
    for hop in range(1, 2000):
        way.see(256 * hop, np.array([1.0, 1.0, 0.0]), 0.5)
    way.finish()
    ends = [block.end for block in way]
    assert ends == [256, 256 * 1999]


def test_a_turn_is_cut_into_small_ones_and_a_rest_is_not_smeared():
    way = Way()
    angles = np.radians(np.concatenate([np.zeros(100), np.linspace(0, 90, 400)]))
    for hop, angle in enumerate(angles, 1):
        way.see(256 * hop, np.array([np.cos(angle), np.sin(angle), 0.0]), 1.0)
    way.finish()
    blocks = list(way)
    said = [block.azimuth for block in blocks]
    found = np.interp(256.0 * np.arange(1, 501), [block.end for block in blocks], said)
    assert found == pytest.approx(np.degrees(angles), abs=0.5)
    assert np.diff(said).max() <= 5.3
    assert len(blocks) < 30


@pytest.mark.parametrize(("long", "kind"), [(b"RF64", b"RF64"), (b"BW64", b"BW64")])
def test_a_file_over_4_gib_has_64_bit_sizes(tmp_path, long, kind):
    path = tmp_path / "long.wav"
    tail = noise(0.1).reshape(-1, 4)
    with growing_wave(path, 4, chunks=[(b"axml", [b"<a/>", b"<b/>"])], long=long) as wave:
        wave.skip(2**28 + 1000)
        wave.write(tail)
    with path.open("rb") as file:
        data = file.read(200)
    assert data[:4] == kind
    assert data[12:16] == b"ds64"
    riff, size, frames = struct.unpack("<QQQ", data[20:44])
    assert riff == path.stat().st_size - 8
    assert frames == 2**28 + 1000 + len(tail)
    assert size == 16 * frames
    if kind == b"RF64":
        with soundfile.SoundFile(path) as file:
            assert file.frames == frames
            file.seek(frames - len(tail))
            assert np.array_equal(file.read(dtype="float32"), tail)
    path.unlink()


def test_equal_pieces_give_equal_files(tmp_path):
    text = "a bell@0.3@90,0@2@0"
    for name in ("a.wav", "b.wav"):
        export_adm(open_piece(text, generator="sketch", seed=3), tmp_path / name)
    assert (tmp_path / "a.wav").read_bytes() == (tmp_path / "b.wav").read_bytes()


def test_a_rendered_session_without_a_timeline_is_its_scene(tmp_path):
    (tmp_path / "clips").mkdir()
    write_sound(tmp_path / "clips" / "1.wav", noise(0.5))
    event = Event.checked("rain", 0.5, Position(40.0), 0.5, id="rain", file="clips/1.wav")
    (tmp_path / "session.json").write_text(scene_to_json([event]), encoding="utf-8")
    export_adm(open_piece(str(tmp_path)), tmp_path / "out.wav")
    (one,), _ = adm(tmp_path / "out.wav")
    assert (one.name, one.start, one.at(0.2)[0]) == ("rain", 0.5, pytest.approx(40.0))
    assert json.loads((tmp_path / "session.json").read_text())["events"]
