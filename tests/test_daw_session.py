"""Session folders as a DAW gets them: sample-exact, whole, and reproducible."""

import json
import warnings
import zipfile
from xml.etree import ElementTree as ET

import numpy as np
import pytest
import soundfile
from wavinfo import WavInfoReader

from ttmba_live.audio import RATE, write_sound
from ttmba_live.cli import main
from ttmba_live.daw import read_manifest
from ttmba_live.errors import InvalidInput
from ttmba_live.geometry import SPEED_OF_SOUND, Position
from ttmba_live.scene import Event, scene_from_json, scene_to_json

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # its parser generator complains of itself
    import rpp

START = 59_256
"""1.2345 s."""


def rendered(folder, *events):
    scene = folder / "scene.json"
    scene.write_text(json.dumps({"version": 1, "events": list(events)}), encoding="utf-8")
    return render(scene, folder / "s")


def render(scene, folder, renderer="sphere"):
    words = ["render", str(scene), "--session", str(folder), "--generator", "sketch"]
    words += ["--renderer", renderer]
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 0
    return folder


def event(sound, start, **more):
    place = {"azimuth": 0.0, "elevation": 0.0, "distance": 1.0}
    return {"sound": sound, "duration": 0.5, "start": start, **place, **more}


@pytest.fixture(scope="module")
def impulse(tmp_path_factory):
    folder = tmp_path_factory.mktemp("impulse")
    click = np.zeros(RATE // 10, np.float32)
    click[0] = 0.5
    write_sound(folder / "click.wav", click)
    return rendered(
        folder,
        event("rain", 0.2, azimuth=60.0, gain_db=-9.0),
        event("click", 1.2345, file="click.wav", duration=0.1),
    )


def test_an_impulse_lands_on_its_frame_everywhere(impulse):
    _, rows = read_manifest(impulse)
    dry, stem = (r for r in rows if r.name == "click")
    for row in (dry, stem):
        assert round(row.start * RATE, 3) == START
        assert WavInfoReader(str(impulse / row.file)).bext.time_reference == START
    assert np.flatnonzero(soundfile.read(impulse / dry.file)[0]).tolist() == [0]
    own, mix = soundfile.read(impulse / stem.file)[0], soundfile.read(impulse / "mix.wav")[0]
    delay = RATE / SPEED_OF_SOUND
    for ear in (0, 1):
        assert abs(np.abs(own[:, ear]).argmax() - delay) < 4
        late = mix[START:, ear]
        assert np.abs(late).argmax() == np.abs(own[:, ear]).argmax()
    assert WavInfoReader(str(impulse / "mix.wav")).bext.time_reference == 0


def test_both_project_files_put_it_there(impulse):
    items = rpp.loads((impulse / "session.rpp").read_text(encoding="utf-8")).findall(".//ITEM")
    for item in items:
        file = item.find("SOURCE").find("FILE")[1]
        start, length = float(item.find("POSITION")[1]), float(item.find("LENGTH")[1])
        assert round(length * RATE, 3) == soundfile.info(impulse / file).frames
        begins = {"mix.wav": 0}.get(file, START if "click" in file else 9600)
        assert round(start * RATE, 3) == begins
    assert len(items) == 5
    with zipfile.ZipFile(impulse / "session.dawproject") as archive:
        clips = ET.fromstring(archive.read("project.xml")).findall(".//Lanes/Clips/Clip")
    starts = {clip.get("name"): float(clip.get("time")) for clip in clips}
    assert {name: round(s * RATE, 3) for name, s in starts.items()} == {
        "rain": 9600, "click": START, "mix": 0,
    }  # fmt: skip


def test_cues_are_marked_in_the_mix_and_in_labels(impulse):
    cues = WavInfoReader(str(impulse / "mix.wav")).cues.to_dict()
    assert [(cue["frame"], cue["label"]) for cue in cues.values()] == [(9600, "cue 1")]
    assert (impulse / "labels.txt").read_text() == "0.200000\t0.200000\tcue 1\n"


def test_gathered_media_keep_apart(impulse):
    files = [row.file.split("/")[1] for row in read_manifest(impulse)[1]]
    assert len(set(files)) == len(files)
    assert all(("_dry" in file) != ("_stem" in file) for file in files)


def test_the_stems_add_up_to_the_mix(impulse):
    mix, _ = soundfile.read(impulse / "mix.wav")
    total = np.zeros_like(mix)
    for row in read_manifest(impulse)[1]:
        if row.kind == "stem":
            samples, _ = soundfile.read(impulse / row.file)
            at = round(row.start * RATE)
            total[at : at + len(samples)] += samples
    residue = np.sqrt(((total - mix) ** 2).mean()) / np.sqrt((mix**2).mean())
    assert 20 * np.log10(residue + 1e-12) < -90


@pytest.mark.parametrize("renderer", ["sphere", "auto"])
def test_a_mix_that_was_too_loud_says_so_and_is_the_sum_of_its_stems(tmp_path, capsys, renderer):
    write_sound(tmp_path / "tone.wav", np.sin(np.arange(RATE // 4) / 20).astype(np.float32))
    loud = [event("tone", 0.05 * n, file="tone.wav", duration=0.25, distance=0.4) for n in range(3)]
    (tmp_path / "scene.json").write_text(json.dumps({"version": 1, "events": loud}))
    folder = render(tmp_path / "scene.json", tmp_path / "s", renderer)
    held = json.loads((folder / "session.json").read_text())["limiter_db"]
    assert held < -3
    assert f"limiter held the mix down by up to {-held:.1f} dB" in capsys.readouterr().err
    mix = soundfile.read(folder / "mix.wav")[0]
    total = np.zeros_like(mix)
    for row in read_manifest(folder)[1]:
        if row.kind == "stem":
            samples, at = soundfile.read(folder / row.file)[0], round(row.start * RATE)
            total[at : at + len(samples)] += samples
    assert 20 * np.log10(np.abs(total - mix).max()) < -80
    assert render(folder / "session.json", tmp_path / "again", renderer)


def test_session_json_renders_to_the_same_session(impulse, tmp_path):
    render(impulse / "session.json", tmp_path / "s")
    for path in impulse.rglob("*"):
        if path.is_file() and path.name != "session.dawproject":  # it carries the folder's name
            assert (tmp_path / "s" / path.relative_to(impulse)).read_bytes() == path.read_bytes()


def test_strange_names_become_safe_unique_files_and_stay_readable(tmp_path):
    names = ["CON", "a/b\\c:d*e?", 'it\'s "x" `y`', "🐕🐕", "雨の音", "x" * 300, "rain", "rain"]
    folder = rendered(tmp_path, *(event(n, 0.1 * i, duration=0.1) for i, n in enumerate(names)))
    _, rows = read_manifest(folder)
    files = [row.file for row in rows]
    assert len({file.casefold() for file in files}) == 2 * len(names)
    for file in files:
        name = file.split("/")[1]
        assert (folder / file).is_file()
        assert not set(name) & set('<>:"\\|?*')
        assert len(name.encode()) < 150
        assert name[:4].isdecimal()
    assert [row.name for row in rows if row.kind == "dry"] == names


def test_a_moving_source_has_envelopes_in_its_dry_track(tmp_path):
    path = [[0, 90, 0, 1], [0.5, -90, 0, 1]]
    folder = rendered(tmp_path, event("engine", 0.5, azimuth=90.0, trajectory=path))
    project = rpp.loads((folder / "session.rpp").read_text(encoding="utf-8"))
    envelope = project.findall(".//PANENV2")[0]
    points = [(float(p[1]), float(p[2])) for p in envelope.children if p[0] == "PT"]
    assert points[0] == pytest.approx((0.5, 1.0))
    assert points[-1] == pytest.approx((1.0, -1.0))


def test_cue_numbers_and_a_late_start_go_round(tmp_path):
    scene = {"version": 1, "events": [event("rain", 0.1, cue=3), event("bell", 0.2)]}
    scene["events"][1]["start"] = 2.0
    (tmp_path / "scene.json").write_text(json.dumps(scene))
    folder = render(tmp_path / "scene.json", tmp_path / "s")
    cues = {row.name: row.cue for row in read_manifest(folder)[1]}
    assert cues == {"rain": 3, "bell": 1}
    made = json.loads((folder / "session.json").read_text())["events"]
    assert [one.get("cue") for one in made] == [3, None]
    late = Event.checked("bell", 1.0, Position(), 7200.5, id="bell", cue=12)
    text = scene_to_json([late])
    assert scene_from_json(text) == [late]
    for wrong in ('"cue": 0', '"cue": 1.5', '"cue": true', '"cue": "3"'):
        with pytest.raises(InvalidInput):
            scene_from_json(text.replace('"cue": 12', wrong))
    with pytest.raises(InvalidInput, match="86400"):
        scene_from_json(text.replace("7200.5", "86401"))
