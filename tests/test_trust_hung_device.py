"""A driver that hangs keeps nothing: the daemon ends, whole, and as it should."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from daemon import Daemon, hear
from pulse import PulseServer

PROGRAM = """
import atexit, sys, weakref
from ttmba_live.programs.ending import ended

class Torn:
    def __del__(self):
        print("taken apart")

def run():
    atexit.register(print, "cleared up")
    {}

torn = Torn()
ended(run)
"""

LIBRARY = """
import sys, types
sys.modules["sounddevice"] = fake = types.ModuleType("sounddevice")
fake._exit_handler = lambda: print("PortAudio ended")
from ttmba_live.sinks._portaudio import library, portaudio
for _ in range(2):
    library()
{}
"""


def run(program, **options):
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, **options
    )


@pytest.mark.parametrize(
    ("way", "status"),
    [
        ("sys.exit(0)", 0),
        ("sys.exit()", 0),
        ("sys.exit(3)", 3),
        ("sys.exit('no')", 1),
        ("raise ValueError", 1),
    ],
)
def test_a_program_ends_with_its_status_and_all_that_was_registered_is_done(way, status):
    done = run(PROGRAM.format(way))
    assert done.returncode == status, done.stderr
    assert done.stdout == "cleared up\n"


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full is Linux's")
def test_what_could_not_be_printed_is_told():
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM.format("sys.exit(0)")],
            env={name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"},
            stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert "did not arrive: [Errno 28]" in done.stderr


@pytest.mark.parametrize(("held", "said"), [("", "PortAudio ended\n"), ("portaudio.acquire()", "")])
def test_portaudio_ends_with_the_process_unless_somebody_is_within(held, said):
    done = run(LIBRARY.format(held))
    assert (done.returncode, done.stdout) == (0, said), done.stderr


@pytest.mark.slow
@pytest.mark.device
@pytest.mark.parametrize("answers", [None, 1.0, 2.0, 2.1])
def test_a_device_that_hangs_does_not_keep_the_daemon(tmp_path, answers):
    session = tmp_path / "night"
    words = ("--session", str(session), "--renderer", "sphere")
    with PulseServer() as pulse, Daemon(tmp_path, *words, device=None, env=pulse.env) as daemon:
        with daemon.caller() as caller:
            caller.send("/ttmba/subscribe")
            caller.send("/ttmba/event", "one", "bell", 1.0, 0.0, 0.0, 1.0, 0.0)
            hear(caller, "/ttmba/event/state", "one", "done")
        pulse.hang()
        daemon.process.terminate()
        if answers is not None:  # while it waits for the device, or just as it ends
            time.sleep(answers)
            pulse.go_on()
        assert daemon.terminate() == 0, daemon.said
    assert (session / "mix.wav").exists()
