"""The whole path with no set-up: a daemon of its own, cues over real OSC, a session on disk."""

from __future__ import annotations

import math
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from ttmba_live import programs
from ttmba_live.client import Client, Sound
from ttmba_live.config import to_toml
from ttmba_live.errors import TtmbaError, Unavailable
from ttmba_live.live._invitation import has_desktop, open_browser
from ttmba_live.offline import render_to_files
from ttmba_live.session import SCENE
from ttmba_live.setup import ChoiceSettings, SessionSettings, Settings
from ttmba_live.sinks import device
from ttmba_live.web import OscQuerySettings

CUES = (
    (
        "Rain falls above you in front for 9 seconds. Thunder rolls behind you for 6 seconds after "
        "1.5 seconds. A dog barks on the left for 3 seconds after 4 seconds."
    ),
    "A siren wails on the right for 7 seconds, 3 metres away.",
)
"""The demo's cues, as one would say them; the siren of the second circles the listener."""

NFS_MIX = "mix_nfs.wav"
"""The scene through the network alone, without the room in which it was heard live."""

_PATIENCE = 60.0


def demo(folder: Path, log: Callable[[str], None]) -> Path:
    """Play the demo and return its session folder; raises `TtmbaError` if a step fails."""
    folder = _free_folder(folder)
    output = [] if _has_device(log) else ["--device", "null"]
    words = ["serve", "--osc-port", "0", *output]
    config = folder / "demo.toml"
    folder.mkdir(parents=True)
    settings = Settings(
        session=SessionSettings(folder=str(folder)),
        oscquery=OscQuerySettings(port=0),
        choose=ChoiceSettings(planner="rules"),  # the same on every machine
    )
    config.write_text(to_toml(settings), encoding="utf-8")
    with programs.start(
        "ttmba_live", *words, "--config", str(config),
        stdout=subprocess.PIPE, text=True, encoding="utf-8",
    ) as daemon:  # fmt: skip
        try:
            session = _play(daemon, log)
        except TimeoutError as error:
            raise TtmbaError(str(error)) from None
        finally:
            daemon.terminate()
    config.unlink()
    log("rendering the same scene with NFS-woNI: mix_nfs.wav")
    render_to_files(
        str(session / SCENE), session / NFS_MIX, None,
        generator="auto", planner="rules", seed=None, renderer="nfs", room="none",
    )  # fmt: skip
    return session


def _has_device(log: Callable[[str], None]) -> bool:
    try:
        if device.list_devices():
            return True
        log("no sound device: the demo runs silently and writes files")
    except Unavailable as error:
        log(f"{error}; the demo runs silently and writes files")
    return False


def _free_folder(folder: Path) -> Path:
    number, free = 1, folder
    while free.exists():
        number += 1
        free = folder.with_name(f"{folder.name}_{number}")
    return free


def _play(daemon: subprocess.Popen[str], log: Callable[[str], None]) -> Path:
    port, stage = _ready(daemon)
    if stage and has_desktop() and open_browser(stage):
        log(f"the stage is open in your browser: {stage}")
    with Client(port=port, timeout=_PATIENCE) as ttmba:
        sounds = []
        for cue in CUES:
            log(f"cue: {cue}")
            sounds += ttmba.cue(cue, timeout=_PATIENCE)
        for one in sounds:
            place = f"{one.azimuth:g}, {one.elevation:g} degrees, {one.distance:g} m"
            log(f"  {one.id}: {one.sound} at {place}")
        _circle(ttmba, sounds[-1], 6.0)
        ttmba.wait(*sounds, timeout=_PATIENCE)
        log("saving the session")
        return Path(ttmba.save("session", timeout=_PATIENCE))


def _ready(daemon: subprocess.Popen[str]) -> tuple[int, str]:
    """The OSC port and the stage's address, if there is one."""
    assert daemon.stdout is not None
    line = daemon.stdout.readline()
    if not line.startswith("ready: "):
        raise TtmbaError("the daemon did not start; see the line above")
    stage = line.partition("stage on ")[2].partition(",")[0]
    return int(line.rsplit(":", 1)[1]), stage


def _circle(ttmba: Client, sound: Sound, seconds: float) -> None:
    """Take a source once around the head, 50 moves a second."""
    began = time.monotonic()
    while (share := (time.monotonic() - began) / seconds) < 1.0:
        azimuth = math.degrees(math.remainder(math.tau * share, math.tau))
        ttmba.send(f"/ttmba/source/{sound.id}/azimuth", azimuth)
        time.sleep(0.02)
