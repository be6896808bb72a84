"""A clip on its way through the mixer, and the requests and reports about it."""

from __future__ import annotations

from dataclasses import dataclass

from ttmba_live.binaural import Renderer
from ttmba_live.engine._fader import Fader
from ttmba_live.geometry import Xyz
from ttmba_live.long_clip import Sound
from ttmba_live.scene import Scene, Source


@dataclass(frozen=True, slots=True)
class StartVoice:
    """Let a source sound: ``samples`` (frames,) from frame ``at``, or from the next hop.

    ``serial`` names the voice in reports. An older voice of the same source fades out then; with
    ``fade`` it lends its place instead: ``samples`` go on where it is, the two crossfaded over that
    many frames with equal power, given how ``alike`` they are (0..1). One that still waits for its
    frame is replaced. ``clip`` is what a timeline calls the samples.
    """

    serial: int
    source: str
    samples: Sound
    at: int | None = None
    clip: str = ""
    fade: int = 0
    alike: float = 0.0


@dataclass(frozen=True, slots=True)
class StopVoices:
    """Fade out the voices of a source and drop those that wait; of every source if None."""

    source: str | None = None


@dataclass(frozen=True, slots=True)
class SilenceAll:
    """Drop every voice within two hops."""


@dataclass(frozen=True, slots=True, eq=False)
class ChangeHead:
    """Play through another renderer from now on, crossfaded; ``head`` is what a timeline calls it.

    An empty name is the head that ships.
    """

    head: str
    renderer: Renderer


@dataclass(frozen=True, slots=True)
class LimitReflections:
    """Let so many voices at most have reflections of their own, the oldest; None is no limit."""

    voices: int | None


Request = StartVoice | StopVoices | SilenceAll | ChangeHead | LimitReflections


@dataclass(frozen=True, slots=True)
class Started:
    """A voice began to sound at ``frame``, ``late`` frames after it was due."""

    serial: int
    source: str
    frame: int
    late: int


@dataclass(frozen=True, slots=True)
class Ended:
    """A voice has sounded to its end, or was stopped or refused; ``why`` is empty at the end."""

    serial: int
    source: str
    frame: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class HeadFailed:
    """The head asked for last cannot be rendered, for that reason; the one before plays on."""

    why: str


Report = Started | Ended | HeadFailed


@dataclass(frozen=True, slots=True)
class Entry:
    """What the mixer took up at the hop that begins at ``frame``: a request, or a scene."""

    frame: int
    what: Request | Scene


@dataclass(frozen=True, slots=True)
class Previous:
    """What a voice played before: it fades out from frame ``at`` on, over ``fade`` frames.

    It may still be fading in itself, over what was before it.
    """

    samples: Sound
    start: int
    at: int
    fade: int
    alike: float = 0.0
    previous: Previous | None = None


@dataclass(slots=True)
class Voice:
    """A sounding clip; owned by the render thread."""

    serial: int
    key: int
    """The serial that it began with: other samples that take over have their own."""
    source: str
    samples: Sound
    row: int
    start: int
    """Frame of its first sample; with a loop, of the first sample of this turn."""
    since: int
    """Frame of its first sample in its first turn: trajectory and envelope count from there."""
    fader: Fader | None = None
    """The envelope that its source had when it began: another event's is not its own."""
    ends: int | None = None
    """Frame at which its tail is over, once its last sample has been read."""
    stopping: bool = False
    previous: Previous | None = None
    seen: Source | None = None
    """The source that place and level are from: most stay the same from hop to hop."""
    place: Xyz = (1.0, 0.0, 0.0)
    level: float = 0.0
    send: float = 1.0
    """Linear gain of what goes into the room."""
    spread: float = 0.0
    """Degrees to every side."""
    begun: bool = False
    """Whether a hop of it was rendered."""

    def begins(self) -> bool:
        """Whether this is the first time that it is asked: no hop of it was rendered before."""
        first, self.begun = not self.begun, True
        return first
