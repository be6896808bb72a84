"""Stems that have the room in them: what they add up to, and that they ring on."""

import csv
import json
from collections import deque
from dataclasses import replace

import numpy as np
import pytest
import soundfile
from room_scenes import HOP, RATE, scene_of, shipped_head

from ttmba_live.binaural.sphere import Sphere
from ttmba_live.cli import main
from ttmba_live.engine import ChangeHead, GlideSettings, Mixer, StartVoice, StopVoices
from ttmba_live.geometry import Position
from ttmba_live.room import Impulse, changed, named
from ttmba_live.scene import Event
from ttmba_live.session._timeline import SPHERE, Head, TimelineWriter

QUIET = 1e-4
"""-80 dB."""


def two(room):
    scene = scene_of(room)
    other = Event.checked("y", 1.0, Position(-80.0, 10.0, 4.0), id="b")
    return replace(scene.place(other), room=room)


def noise(frames, seed):
    return (0.1 * np.random.default_rng(seed).standard_normal(frames)).astype(np.float32)


def step(mixer, hops, mix, stems):
    """Go on; every stem begins with the mix."""
    for _ in range(hops):
        block = mixer.step(stems=True)
        for serial in block.stems:
            stems.setdefault(serial, [np.zeros_like(one) for one in mix])
        mix.append(block.mix)
        assert block.room is None
        for serial, parts in stems.items():
            parts.append(block.stems.get(serial, np.zeros_like(block.mix)))


def measured(channels):
    samples = noise(RATE // 4, 9)[:, None] * np.ones(channels, np.float32)
    return replace(changed(named("church"), file="x.wav"), impulse=Impulse(samples))


@pytest.mark.parametrize("kind", ["head", "one channel", "two ears"])
def test_stems_with_the_room_add_up_to_the_mix_and_ring_on(kind):
    renderer = shipped_head() if kind == "head" else Sphere(HOP)
    rooms = {"one channel": measured(1), "two ears": measured(2)}
    mixer = Mixer(renderer, wet_stems=True)
    mix, stems = [], {}
    mixer.scene = two(rooms.get(kind, named("cave")))
    mixer.post(StartVoice(1, "a", noise(3000, 1)))
    mixer.post(StartVoice(2, "b", noise(16_000, 2)))
    step(mixer, 40, mix, stems)
    if kind == "head":
        mixer.post(ChangeHead("", Sphere(HOP)))
    mixer.post(StartVoice(3, "b", noise(10_000, 3), fade=2400))  # another take, in the same voice
    mixer.scene = two(named("church"))
    step(mixer, 60, mix, stems)
    whole, own = np.concatenate(mix), {key: np.concatenate(parts) for key, parts in stems.items()}
    assert np.abs(sum(own.values()) - whole).max() < QUIET * np.abs(whole).max()
    assert len(own) == 3
    heard = np.sqrt((own[1].reshape(-1, HOP * 2) ** 2).mean(axis=1))
    assert heard[50] > 1e-3 * heard.max()  # 0.2 s after its last sample


def test_what_has_rung_out_is_let_go():
    mixer = Mixer(Sphere(HOP), wet_stems=True)
    mixer.scene = two(named("studio"))
    mixer.post(StartVoice(1, "a", noise(1000, 1)))
    mixer.post(StartVoice(2, "b", noise(70_000, 2)))
    seen = [set(mixer.step(stems=True).stems) for _ in range(240)]
    assert seen[0] == {1, 2}
    assert seen[-1] == {2}
    over = seen.index({2})
    assert all(one == {2} for one in seen[over:])


def render(*words):
    with pytest.raises(SystemExit) as done:
        main(["render", *map(str, words)])
    assert done.value.code == 0


def added(folder):
    """The sum of a session's stems at their starts, and its mix (frames, 2)."""
    mix, _ = soundfile.read(folder / "mix.wav", dtype="float32")
    whole = np.zeros((len(mix) + 10 * RATE, 2), np.float32)
    lines = (folder / "manifest.tsv").read_text(encoding="utf-8").splitlines()[1:]
    for row in csv.DictReader(lines, delimiter="\t"):
        if row["kind"] == "stem":
            sound, _ = soundfile.read(folder / row["file"], dtype="float32")
            start = round(float(row["start"]) * RATE)
            whole[start : start + len(sound)] += sound
    return whole[: len(mix)], mix


def files(folder):
    return {path.name for path in (folder / "stems").glob("*")}


def test_render_writes_stems_with_the_room(tmp_path):
    scene = tmp_path / "scene.json"
    event = {"sound": "a bell", "duration": 0.4, "elevation": 0, "distance": 2}
    events = [event | {"azimuth": 60, "start": 0}, event | {"azimuth": -60, "start": 0.5}]
    text = json.dumps({"version": 1, "room": "bathroom", "events": events})
    scene.write_text(text, encoding="utf-8")
    words = ["--generator", "sketch", "--renderer", "sphere", "--stems", "wet"]
    render(scene, "--session", tmp_path / "wet", *words)
    assert len(files(tmp_path / "wet")) == 2
    whole, mix = added(tmp_path / "wet")
    assert len(mix) > 2 * RATE  # it rings on
    assert np.abs(whole - mix).max() < QUIET * np.abs(mix).max()


def lived(folder, stems):
    """A run on disk in a living room, of two voices; one is stopped, after another take of it."""
    mixer = Mixer(Sphere(HOP), voices=16)
    mixer.log = deque()
    head = Head(HOP, 16, GlideSettings(), "sketch", SPHERE, stems=stems)
    writer = TimelineWriter(folder, head)
    for name in "ab":
        soundfile.write(
            folder / "clips" / f"{name}.wav", noise(RATE // 2, ord(name)), RATE, "FLOAT"
        )
        writer.event(0, Event.checked("x", 0.5, Position(40.0), id=name), f"clips/{name}.wav", 1)
    mixer.scene = two(named("living room"))
    mixer.post(StartVoice(1, "a", noise(RATE // 2, ord("a")), None, "clips/a.wav"))
    mixer.post(StartVoice(2, "b", noise(RATE // 2, ord("b")), 20_000, "clips/b.wav"))
    for _ in range(80):
        mixer.step()
    mixer.post(StartVoice(3, "b", noise(RATE // 2, ord("a")), None, "clips/a.wav", fade=2400))
    for _ in range(20):
        mixer.step()
    mixer.post(StopVoices("b"))
    for _ in range(60):
        mixer.step()
    writer.entries(mixer.log)
    writer.flush(mixer.frame)
    writer.close()


def test_a_run_has_the_stems_that_it_says_and_others_when_rendered_again(tmp_path):
    lived(tmp_path, "wet")
    for words in ([], ["--stems", "apart"], ["--stems", "dry"]):
        render(tmp_path, "--session", tmp_path, *words)
        assert ("room.wav" in files(tmp_path)) == ("apart" in words)
        whole, mix = added(tmp_path)
        off = np.abs(whole - mix).max() / np.abs(mix).max()
        assert (off < QUIET) == ("dry" not in words)


def test_a_run_without_stems_is_the_same_otherwise_and_they_can_be_made_later(tmp_path):
    lived(tmp_path, "none")
    seen = []
    for words in ([], ["--stems", "apart"]):
        render(tmp_path, "--session", tmp_path, *words)
        assert bool(files(tmp_path)) == bool(words)
        lines = (tmp_path / "manifest.tsv").read_text().splitlines()
        rest = [line for line in lines if "\tstem\t" not in line]
        seen.append((rest, *((tmp_path / n).read_bytes() for n in ("session.json", "mix.wav"))))
    assert seen[0] == seen[1]
