"""The daemon with TangoFlux in its child process: a tiny model in the hub's layout, on the CPU."""

import soundfile
import tangoflux_tiny as tiny
from daemon import Daemon, hear
from test_live import loud, one_line, run


def test_a_cue_is_generated_with_progress_and_comes_from_the_disk_the_second_time(tmp_path):
    model = tmp_path / "model"
    tiny.write(model, tiny.parts())
    (tmp_path / "settings").mkdir()
    config = f'[tangoflux]\nfolder = "{model.as_posix()}"\nsteps = 4\n'
    cache = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    words = ("--generator", "tangoflux", "--session", str(tmp_path / "run"))
    with Daemon(tmp_path / "settings", *words, config=config, env=cache) as daemon:
        with daemon.caller() as caller:
            for turn in range(2):
                caller.send("/ttmba/event", f"e{turn}", "a dog barks", 0.5, 90.0, 0.0, 1.0, 0.0)
                hear(caller, "/ttmba/event/state", f"e{turn}", "ready", seconds=120)
                hear(caller, "/ttmba/event/state", f"e{turn}", "done", seconds=60)
        assert daemon.terminate() == 0
    clips = sorted((tmp_path / "run" / "clips").glob("*.wav"))
    first, second = (soundfile.read(clip)[0] for clip in clips)
    assert len(first) == 24_000
    assert (first == second).all()
    assert loud(first) > 0
    assert any((tmp_path / "cache").rglob("*")), "the clip was kept"


def test_without_weights_the_line_says_what_to_fetch(tmp_path):
    config = tmp_path / "settings.toml"
    config.write_text(f'[tangoflux]\nfolder = "{(tmp_path / "nowhere").as_posix()}"\n')
    words = ("serve", "--generator", "tangoflux", "--device", "null", "--config", str(config))
    assert "download" in one_line(run(*words))
