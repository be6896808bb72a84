"""What a daemon refuses of its settings before anything is opened. Opens nothing."""

from __future__ import annotations

from collections.abc import Callable

from ttmba_live.errors import InvalidInput
from ttmba_live.live._inputs import check_inputs
from ttmba_live.live._leading import check_leading
from ttmba_live.live._link import link_address
from ttmba_live.live._midi import checked_table
from ttmba_live.midi import MidiTable
from ttmba_live.osc import host_and_port
from ttmba_live.setup import Settings
from ttmba_live.setup.generators import GENERATORS


def checked(settings: Settings) -> MidiTable:
    """The table of MIDI rows; raises `InvalidInput` for all that does not fit together."""
    checks: tuple[Callable[[Settings], object], ...] = (
        _check_listeners,
        lambda s: check_inputs(s.inputs),
        lambda s: check_leading(s.transport.lead),
        lambda s: s.transport.link and link_address(s.transport.link),
        _check_order,
        lambda s: checked_table(s.midi),
    )
    wrong = []
    for check in checks:
        try:
            check(settings)
        except InvalidInput as error:
            wrong.append(str(error))
    if wrong:
        raise InvalidInput("; also ".join(wrong))
    return checked_table(settings.midi)


def _check_listeners(settings: Settings) -> None:
    for listener in settings.osc.notify:
        if host_and_port(listener) is None:
            raise InvalidInput(f'[osc] notify: a listener is written "host:port", not {listener!r}')


def _check_order(settings: Settings) -> None:
    for name in settings.generator.order:
        try:
            GENERATORS[name]
        except InvalidInput as error:
            raise InvalidInput(f"[generator] order: {error}") from None
