"""The daemon as a program: ready line, signals, orderly end."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import NoReturn

from ttmba_live.engine import Turns
from ttmba_live.errors import TtmbaError
from ttmba_live.live._daemon import Live
from ttmba_live.live._invitation import here, invite, open_browser
from ttmba_live.live._loop import yielding_loop
from ttmba_live.live._wired import Run
from ttmba_live.memory import uncollected
from ttmba_live.priority import CONTROL, go_first
from ttmba_live.programs.pipes import end_early
from ttmba_live.setup import Settings
from ttmba_live.setup.outputs import DEVICE, output_name
from ttmba_live.setup.paths import lacking, new_folder

_SWITCH = 0.0005
"""Seconds after which Python hands over to a waiting thread: the default of 5 ms would be a hop."""

_TWICE = 0.3
"""Seconds within which a signal is the same one: some programs send it to us and to our group."""

_SIGNALS = tuple(
    getattr(signal, name)
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
    if hasattr(signal, name)
)


def serve(settings: Settings, run: Run, log: Callable[[str], None]) -> None:
    """Run until a signal; raises `Unavailable` if something is missing at the start.

    Raises `Incomplete` if the session or a recording could not be finished. A second Ctrl-C ends
    the process at once, with status 1.
    """
    sys.setswitchinterval(_SWITCH)
    turns = Turns()
    with asyncio.Runner(loop_factory=partial(yielding_loop, turns)) as runner:
        runner.run(_serve(settings, run, log, turns))


async def _serve(settings: Settings, run: Run, log: Callable[[str], None], turns: Turns) -> None:
    # Every thread here holds the interpreter at times: one that another program's work keeps from
    # going on then would keep the sound waiting.
    pool = ThreadPoolExecutor(8, "pool", go_first, (CONTROL,))
    asyncio.get_running_loop().set_default_executor(pool)
    for number in _SIGNALS:
        signal.signal(number, _interrupt)  # what is built holds up the loop for a while
    new = new_folder(run.session) if run.session else ""
    with uncollected():
        live = Live(settings, run, log, turns)
    end_early()
    done = asyncio.Event()
    _on_signal(done, live, log)
    starting = asyncio.ensure_future(live.start())
    first = asyncio.ensure_future(done.wait())
    await asyncio.wait([starting, first], return_when=asyncio.FIRST_COMPLETED)
    if done.is_set():
        starting.cancel()
        with contextlib.suppress(asyncio.CancelledError, TtmbaError):
            await starting
    else:
        await starting  # what it could not start it has put away itself
        go_first(CONTROL)  # not before: a start that is refused shall not hold up the show it met
        if new:
            log(new)
        _greet(live, settings, log)
        if run.open and live.query is not None and settings.stage.enabled:
            await asyncio.to_thread(open_browser, here(live.query))
        await first
    await live.close()


def _greet(live: Live, settings: Settings, log: Callable[[str], None]) -> None:
    for what, why in lacking(settings):
        log(f"{what}: {why}")
    log(f"generator {live.generator.name}: {live.generator.why}")
    log(f"renderer {live.renderer.name}: {live.renderer.why}")
    for note in live.renderer.notes:
        log(f"head: {note}")
    log(f"planner {live.planner.name}: {live.planner.why}")
    if live.headphones is not None:
        log(f"headphones {live.headphones.about}")
        for note in live.headphones.notes:
            log(f"headphones: {note}")
    _say_outputs(live, settings, log)
    url = live.query.url if live.query is not None else ""
    stage = ""
    if live.query is not None and url:
        log(f"OSCQuery {url}")
        if settings.stage.enabled:
            stage = f"stage on {url}/, "
            invite(live.query)
    with contextlib.suppress(OSError):  # whoever started it does not listen
        print(f"ready: {stage}OSC on {settings.osc.host}:{live.osc.port}", flush=True)


def _say_outputs(live: Live, settings: Settings, log: Callable[[str], None]) -> None:
    """What plays where, a line each; whoever hears nothing shall not look for a fault."""
    log(f"output {live.output.name}, {1000 * live.output.latency:.1f} ms")
    for number, what in enumerate(live.more_outputs, 2):
        log(f"output {number} {what}")
    devices = [settings.audio.device, *(one.device for one in settings.outputs)]
    if DEVICE not in map(output_name, devices):
        log("nothing is audible: no output has a device; recordings and sessions go on")


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt


def _on_signal(done: asyncio.Event, live: Live, log: Callable[[str], None]) -> None:
    """The first signal asks for an orderly end, a second Ctrl-C for one at once."""
    loop = asyncio.get_running_loop()
    first = 0.0

    def asked(number: int) -> None:
        nonlocal first
        if not done.is_set():
            first = loop.time()
            done.set()
        elif number == signal.SIGINT and loop.time() > first + _TWICE:
            undone = live.abandon()
            log(f"ended at once{': ' if undone else ''}{undone}")
            os._exit(1)

    for number in _SIGNALS:
        try:
            loop.add_signal_handler(number, asked, number)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda n, _: loop.call_soon_threadsafe(asked, n))
