"""A real Ardour, without a screen or a sound card: Xvfb and its dummy backend. Ended by its pids.

The script under test is installed as its user would have it, as the first action of Ardour's Script
Manager, whose file is ``ui_scripts``; OSC runs it. The dialog is answered by a stand-in, since
nobody is there to click.
"""

from __future__ import annotations

import base64
import os
import subprocess
import time
from pathlib import Path
from typing import final
from xml.etree import ElementTree as ET

from pulse import end, need, until

from ttmba_live.osc import Caller

_PATIENCE = 10.0
"""Seconds between two askings."""

OSC = 3819
"""Where Ardour listens; no setting changes it before it has started."""

_INSTALL = "apt-get install ardour xvfb"

_CONFIG = """<?xml version="1.0" encoding="UTF-8"?>
<Ardour>
  <Config>
    <Option name="try-autostart-engine" value="1"/>
    <Option name="hide-dummy-backend" value="0"/>
  </Config>
  <Extra><AudioMIDISetup><EngineStates>
    <State backend="None (Dummy)" driver="Normal Speed" device="Silence" input-device=""
     output-device="" sample-rate="48000" buffer-size="1024" n-periods="2" input-latency="0"
     output-latency="0" lm-input="" lm-output="" active="1" use-buffered-io="0"
     midi-option="1 in, 1 out, Silence" lru="1"><MIDIDevices/></State>
  </EngineStates></AudioMIDISetup></Extra>
  <ControlProtocols><Protocol name="Open Sound Control (OSC)" active="1"/></ControlProtocols>
</Ardour>
"""

_ACTION = """scripts = {{}}
scripts[1] = {{ n = 'import', s = 'import', a = {{}}, f = [==[
local function ardour() end
local said = {{}}
local function answers(answer)
  return {{ run = function() return answer end }}
end
local LuaDialog = {{
  Dialog = function() return answers({{ path = "{manifest}" }}) end,
  Message = function(_, text) said[#said + 1] = text; return answers() end,
  MessageType = {{}}, ButtonType = {{}},
}}
{script}
local import = factory()
return function()
  local ok, why = pcall(import)
  Session:save_state("", false, false, false, false, false)
  local file = io.open("{told}", "a")
  file:write(ok and "done " or ("failed " .. tostring(why)), table.concat(said, " "), "\\n")
  file:close()
end
]==] }}
"""


_SIGNALLED = 128
"""To which a shell adds the number of the signal that ended a program."""

_EXPORTS = 12


@final
class Ardour:
    """Started with a new session in a folder; a context manager."""

    def __init__(self, folder: Path, script: Path, manifest: Path) -> None:
        need("ardour", "ardour7-lua", "ardour7-export", "Xvfb", install=_INSTALL)
        self.folder, self.told = folder, folder / "told.txt"
        self.session = folder / "session"
        self._make_home(script, manifest)
        self._env = {**os.environ, "HOME": str(folder), "XDG_CONFIG_HOME": str(folder / "config")}
        self._screen: subprocess.Popen | None = None
        self._program: subprocess.Popen | None = None

    def _make_home(self, script: Path, manifest: Path) -> None:
        config = self.folder / "config" / "ardour7"
        config.mkdir(parents=True)
        (config / ".a7").touch()  # as if its first start were over
        (config / "config").write_text(_CONFIG)
        (config / "instant.xml").write_text("<instant><no-memory-warning/></instant>")
        action = _ACTION.format(manifest=manifest, script=script.read_text(), told=self.told)
        text = base64.b64encode(action.encode()).decode()
        scripts = f'<ActionScript lua="Lua 5.3">{text}</ActionScript><ActionHooks/>'
        (config / "ui_scripts").write_text(f"<UIScripts>{scripts}</UIScripts>")

    def __enter__(self) -> Ardour:
        make = self.folder / "make.lua"
        make.write_text(
            f'local s = create_session("{self.session}", "session", 48000)\n'
            'assert(s)\ns:save_state("")\nclose_session()\nquit()\n'
        )
        subprocess.run(["ardour7-lua", make], env=self._env, check=True, capture_output=True)
        reading, writing = os.pipe()
        self._screen = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x800x24"],
            pass_fds=(writing,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(writing)
        with os.fdopen(reading) as told:
            display = f":{told.readline().strip()}"
        with (self.folder / "log.txt").open("w") as log:
            self._program = subprocess.Popen(
                ["ardour", "-n", "-a", "-d", "-P", str(self.session)],
                env={**self._env, "DISPLAY": display}, stdout=log, stderr=log,
            )  # fmt: skip
        return self

    def __exit__(self, *_: object) -> None:
        for process in (self._program, self._screen):
            if process is not None:
                end(process)

    def run_action(self, times: int) -> str:
        """Run the script; what it said at its end, once it has run so often.

        Until Ardour is up nothing is heard, so it is asked again.
        """
        asked = 0.0

        def ran() -> bool:
            nonlocal asked
            if time.monotonic() > asked + _PATIENCE:
                asked = time.monotonic()
                with Caller("127.0.0.1", OSC) as caller:
                    caller.send("/access_action", "LuaAction/script-1")
            return len(self._said()) >= times

        until(ran, what="Ardour")
        return self._said()[times - 1]

    def _said(self) -> list[str]:
        return self.told.read_text().splitlines() if self.told.exists() else []

    def saved(self) -> ET.Element:
        """The session's file."""
        return ET.parse(self.session / "session.ardour").getroot()

    def exported(self) -> Path:
        """The session's sound, rendered by Ardour's own program.

        That program damages its own heap in one run of six (Ardour 7.3, 47 of 280 ended by a
        signal, whatever it exports), so it is run until one run ends by itself.
        """
        out = self.folder / "exported.wav"
        words = ["ardour7-export", "-b", "float", "-o", str(out), str(self.session), "session"]
        for _ in range(_EXPORTS):
            done = subprocess.run(words, env=self._env, check=False, capture_output=True)
            if 0 <= done.returncode <= _SIGNALLED:
                break
        done.check_returncode()
        return out
