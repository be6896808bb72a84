"""Every setting of every room, one table; ``ttmba_live.config`` reads and prints it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Literal

from annotated_types import Interval

from ttmba_live.clock import TransportSettings
from ttmba_live.engine import GlideSettings
from ttmba_live.midi import MidiRow
from ttmba_live.osc import OscSettings
from ttmba_live.setup.forms import FORMS
from ttmba_live.setup.generators import GENERATORS
from ttmba_live.setup.planners import PLANNERS
from ttmba_live.setup.renderers import RENDERERS
from ttmba_live.setup.rooms import RoomName
from ttmba_live.text.llm import LlmSettings
from ttmba_live.web import OscQuerySettings, StageSettings


@dataclass(frozen=True, slots=True)
class AudioSettings:
    """The way to the ears."""

    device: str = ""
    """Output: a device's number or a part of its name, "null" for none; empty is the default."""
    block: Literal[0] | Annotated[int, Interval(ge=16, le=8192)] = 256
    """Frames of one device callback at 48 kHz; 0 lets the device choose."""
    latency: Literal["low", "high"] | Annotated[float, Interval(gt=0.0, le=5.0)] = "low"
    """What the device is asked for: "low", "high" or seconds."""
    channels: tuple[
        Annotated[int, Interval(ge=1, le=256)], Annotated[int, Interval(ge=1, le=256)]
    ] = (1, 2)
    """The device's channels for the left and the right ear, from 1; the same twice is mono. A
    device that has one only plays in mono."""
    ahead: Annotated[int, Interval(ge=32, le=48_000)] = 512
    """Frames rendered ahead of the device at first; hops are added when the machine stalls, and
    while hops take long."""
    hop: Literal[32, 64, 128, 256, 512, 1024, 2048, 4096] = 256
    """Frames rendered at a time."""
    headphones: str = ""
    """Corrects your headphones: a text of filters as AutoEq and Equalizer APO have it, or an
    impulse response as a sound file; empty is none."""
    headphones_recorded: bool = False
    """Whether recordings hold the correction too; else it is for the device alone."""
    voices: Annotated[int, Interval(ge=1, le=4096)] = 128
    """Voices that may sound at once; what a machine can move is in docs/performance.md."""


@dataclass(frozen=True, slots=True)
class OutputSettings:
    """One more output, besides the one of [audio]: the mix again, or the scene in another form."""

    device: str = ""
    """A device's number or a part of its name, "main" for further channels of the one in [audio];
    empty is the default."""
    plays: Annotated[str, FORMS] = "binaural"
    """What it plays."""
    channels: tuple[Annotated[int, Interval(ge=1, le=256)], ...] = ()
    """The device's channels in their order, from 1; one alone is where they begin, empty is 1."""
    order: Annotated[int, Interval(ge=1, le=7)] = 3
    """Of Ambisonics: (order + 1)^2 channels."""
    layout: str = "5.1"
    """Of loudspeakers: a name of docs/parts.md, or a file as in docs/export.md."""
    sources: Annotated[int, Interval(ge=1, le=128)] = 16
    """How many sources have channels of their own, where it plays sources."""
    room: bool = False
    """Whether Ambisonics and loudspeakers have the room; the mix has it, sources have not."""


@dataclass(frozen=True, slots=True)
class InputSettings:
    """Sound that comes in live, a source for each channel: in1, in2, ..."""

    channels: tuple[Annotated[int, Interval(ge=1, le=256)], ...] = ()
    """The device's channels, from 1; empty is no inputs."""
    device: str = ""
    """Input: a device's number or a part of its name; empty is the default."""
    names: tuple[str, ...] = ()
    """What they are called in cues, in the order of the channels: "put the singer on the left"."""
    muted: bool = False
    """Whether they begin muted, for rooms where what plays would come in again."""


@dataclass(frozen=True, slots=True)
class CueSettings:
    """How cues are timed and how much is kept."""

    zero: Literal["first", "all"] = "first"
    """A cue's zero waits for the clip of its "first" event, or for "all" its clips."""
    max_sources: Annotated[int, Interval(ge=1, le=100_000)] = 256
    """Sources in the scene; the ones silent longest make room."""
    max_minutes: Annotated[float, Interval(ge=0.1, le=1440.0)] = 30.0
    """Minutes of clips kept in memory for /play, the ones silent longest make room; and minutes
    of sound that may wait: to be made, or for their time, however far ahead that is. What sounds
    does not count. Cues placed on the show's clock count the whole show. A clip of a minute or more
    is read from the disk while it sounds and counts as 16 seconds."""
    long_gib: Annotated[float, Interval(ge=0.01, le=10_000.0)] = 4.0
    """Disk for clips of a minute or more, in the folder for temporary files; so much may be kept
    and so much may wait, as with max_minutes. An hour takes 0.64 GiB."""


@dataclass(frozen=True, slots=True)
class ChoiceSettings:
    """Who plans and who makes clips."""

    generator: Annotated[str, GENERATORS] = "auto"
    """What makes clips."""
    planner: Annotated[str, PLANNERS] = "auto"
    """What turns words into events."""
    stage_left: Literal["right", "left"] = "right"
    """The listener's side on which stage left lies: "right" for one who faces the stage."""


@dataclass(frozen=True, slots=True)
class BinauralSettings:
    """How two ears are made while it plays."""

    renderer: Annotated[str, RENDERERS] = "auto"
    """What makes two ears."""
    checkpoint: str = ""
    """The network's weights, .safetensors or the published .pt; empty is the head that ships."""
    head: str = ""
    """A measured head: a SOFA file, or its name in the folder of heads. Plays without training."""
    heads: str = ""
    """Folder of SOFA files for /ttmba/head; empty is "ttmba_live/heads" in your documents."""
    head_radius: Literal[0] | Annotated[float, Interval(ge=0.05, le=0.13)] = 0
    """Metres: delays between the ears as a head of your size has them; 0 leaves them alone."""


@dataclass(frozen=True, slots=True)
class GeneratorSettings:
    """Which generators are asked, in turn, and what they share."""

    order: tuple[str, ...] = ()
    """Names of generators; each makes what those before it cannot. Empty is all of them, in the
    order of docs/parts.md. What this machine cannot run is left out."""
    commercial: bool = False
    """Leave out generators whose clips may not be sold; the licence of each stands in
    docs/generators.md."""
    preview: bool = False
    """Let a sketch sound until the clip is there, which then takes over in a crossfade."""
    cache_gib: Annotated[float, Interval(ge=0.0, le=10_000.0)] = 2.0
    """Clips kept on the disk, so that a cue heard before starts from there."""
    cluster: str = ""
    """A Ray cluster that makes clips, HOST:PORT, ray://HOST:PORT, "auto" or "local"; what it cannot
    make, or not now, is made here. Empty is none: docs/cluster.md."""
    cluster_workers: Annotated[int, Interval(ge=0, le=10_000)] = 0
    """Workers of that cluster at most; 0 is one on every GPU."""
    cluster_share: Annotated[float, Interval(ge=0.01, le=1.0)] = 1.0
    """Of a GPU that each of them takes; less leaves the rest to others."""
    patience: Annotated[float, Interval(ge=1.0, le=86_400.0)] = 300.0
    """Seconds without progress after which the generator process is started anew."""


@dataclass(frozen=True, slots=True)
class StableAudioSettings:
    """How Stable Audio 3 makes clips, where it is used."""

    model: Literal["auto", "small-sfx", "small-music", "medium"] = "auto"
    """Which size; "auto" is medium on a GPU, else one of the small ones: what is there."""
    folder: str = ""
    """Where the weights are; empty is where `ttmba-live download` puts them."""
    steps: Annotated[int, Interval(ge=1, le=1000)] = 8
    """Sampling steps; the models were made for 8."""
    guidance: Annotated[float, Interval(ge=0.0, le=100.0)] = 1.0
    """How much more closely the words are followed than by themselves; 1 is not at all."""
    batch: Annotated[int, Interval(ge=1, le=256)] = 8
    """Clips made at once on a GPU."""
    precision: Literal["auto", "float32", "bfloat16", "int8"] = "auto"
    """What the transformer computes in: "int8" is quickest on a CPU, "auto" half where that is."""
    lora: str = ""
    """A file that `ttmba-live train stable-audio-3` or its makers' trainer made; empty is none."""
    loras: str = ""
    """Folder of such files for `/ttmba/lora` and scenes; empty is `loras` beside sessions."""


@dataclass(frozen=True, slots=True)
class TangoFluxSettings:
    """How TangoFlux makes clips, where it is used."""

    folder: str = ""
    """Where the weights are; empty is where `ttmba-live download` puts them."""
    steps: Annotated[int, Interval(ge=1, le=1000)] = 25
    """Sampling steps; 50 take twice as long and are little better."""
    guidance: Annotated[float, Interval(ge=0.0, le=100.0)] = 4.5
    """How closely the words are followed; 1 or less is not at all."""
    batch: Annotated[int, Interval(ge=1, le=256)] = 8
    """Clips made at once on a GPU."""
    lora: str = ""
    """A file that `ttmba-live train tangoflux` made of your own sounds; empty is none."""
    loras: str = ""
    """Folder of such files for `/ttmba/lora` and scenes; empty is `loras` beside sessions."""


@dataclass(frozen=True, slots=True)
class AudioLdmSettings:
    """How AudioLDM and AudioLDM 2 make clips, where they are used."""

    folder: str = ""
    """Where the weights are; empty is where `ttmba-live download` puts them."""
    steps: Annotated[int, Interval(ge=1, le=999)] = 50
    """Sampling steps."""
    guidance: Annotated[float, Interval(ge=0.0, le=100.0)] = 3.5
    """How closely the words are followed; 1 or less is not at all."""
    batch: Annotated[int, Interval(ge=1, le=256)] = 8
    """Clips made at once on a GPU."""
    sampler: Literal["dpm++", "ddim"] = "dpm++"
    """"dpm++" in 50 steps, or as the paper's baseline was sampled: "ddim" in 200."""


@dataclass(frozen=True, slots=True)
class MakeAnAudioSettings:
    """How Make-An-Audio 2 makes clips, where it is used."""

    folder: str = ""
    """Where the weights are; empty is where `ttmba-live download` puts them."""
    steps: Annotated[int, Interval(ge=1, le=999)] = 100
    """Sampling steps."""
    guidance: Annotated[float, Interval(ge=0.0, le=100.0)] = 4.0
    """How closely the words are followed; 1 or less is not at all."""
    batch: Annotated[int, Interval(ge=1, le=256)] = 8
    """Clips made at once on a GPU."""


@dataclass(frozen=True, slots=True)
class LibrarySettings:
    """Your own sounds, found by words: `ttmba-live library add FOLDER`."""

    index: str = ""
    """The index file; empty is library.sqlite in the data folder of your user."""
    threshold: Annotated[float, Interval(ge=0.0, le=1.0)] = 0.6
    """Share of a prompt's words, 0..1, that a file must have; else another generator is asked."""
    clap: str = ""
    """Folder of a CLAP model in the hub's layout, which finds sounds by what they sound like, too;
    empty is where `ttmba-live download clap` puts it, if it is there."""
    likeness: Annotated[float, Interval(ge=0.0, le=1.0)] = 0.35
    """How near a sound must be to what a prompt means, a cosine, to be taken without its words."""


@dataclass(frozen=True, slots=True)
class RoomSettings:
    """The room around the listener when it begins."""

    preset: RoomName = "studio"
    """The room: a name of the table in docs/room.md, or "none" for sound in free air."""
    from_words: bool = True
    """Whether a cue that names a place ("in a cathedral") changes the room."""
    order: Literal[1, 2] = 1
    """Of the reflections: 1 takes six walls, 2 their twins too, at four times the cost."""
    files: str = ""
    """Measured responses for /ttmba/room/file; empty is "ttmba_live/rooms" in your documents."""


@dataclass(frozen=True, slots=True)
class SessionSettings:
    """Where files go."""

    folder: str = ""
    """Recordings and saved sessions; empty is "ttmba_live" in your documents folder."""
    zero: Literal["start", "first cue"] = "start"
    """Where a live session's time begins, in its files, manifests, projects and markers: when the
    daemon did, or with the first sound that was heard."""
    scratch_gib: Annotated[float, Interval(ge=0.01, le=10_000.0)] = 2.0
    """Disk for the clips of a run without --session, so that it can be saved; the oldest go."""
    stems: Literal["apart", "wet", "dry", "none"] = "apart"
    """What stems have of the room: "apart" gives it a stem of its own, "wet" each stem its sound's
    share, "dry" leaves it out; "none" makes no stems (23 MB a minute each), `render` makes them."""
    ending: Literal["fade", "clips"] = "fade"
    """What sounds as the daemon ends: fades in 3 s, or goes on to its end as it does in a save."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The whole configuration, one field a section; a tuple is a section that may stand often."""

    osc: OscSettings = field(default_factory=OscSettings)
    oscquery: OscQuerySettings = field(default_factory=OscQuerySettings)
    stage: StageSettings = field(default_factory=StageSettings)
    audio: AudioSettings = field(default_factory=AudioSettings)
    outputs: tuple[OutputSettings, ...] = ()
    inputs: InputSettings = field(default_factory=InputSettings)
    transport: TransportSettings = field(default_factory=TransportSettings)
    midi: tuple[MidiRow, ...] = ()
    glide: GlideSettings = field(default_factory=GlideSettings)
    cues: CueSettings = field(default_factory=CueSettings)
    choose: ChoiceSettings = field(default_factory=ChoiceSettings)
    binaural: BinauralSettings = field(default_factory=BinauralSettings)
    generator: GeneratorSettings = field(default_factory=GeneratorSettings)
    stable_audio_3: StableAudioSettings = field(default_factory=StableAudioSettings)
    tangoflux: TangoFluxSettings = field(default_factory=TangoFluxSettings)
    audioldm2: AudioLdmSettings = field(default_factory=AudioLdmSettings)
    audioldm: AudioLdmSettings = field(default_factory=AudioLdmSettings)
    make_an_audio_2: MakeAnAudioSettings = field(default_factory=MakeAnAudioSettings)
    library: LibrarySettings = field(default_factory=LibrarySettings)
    llm: LlmSettings = field(default_factory=LlmSettings)
    room: RoomSettings = field(default_factory=RoomSettings)
    session: SessionSettings = field(default_factory=SessionSettings)
