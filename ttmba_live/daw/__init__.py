"""What happened, written for a DAW: broadcast WAV, manifest, REAPER project, DAWproject."""

from ttmba_live.daw._adm import AdmBlock, AdmObject, axml, chna
from ttmba_live.daw._dawproject import write_dawproject
from ttmba_live.daw._growing import GrowingWave, growing_wave
from ttmba_live.daw._manifest import (
    MANIFEST,
    ManifestWriter,
    keep_dry,
    manifest_line,
    read_manifest,
    write_manifest,
)
from ttmba_live.daw._rpp import rpp_text, write_rpp
from ttmba_live.daw._session import Item, Marker, Session, Track, write_labels
from ttmba_live.daw._wave import (
    About,
    MappedWave,
    mapped_wave,
    set_start,
    wave_head,
    write_blocks,
    write_wave,
)

__all__ = [
    "MANIFEST",
    "About",
    "AdmBlock",
    "AdmObject",
    "GrowingWave",
    "Item",
    "ManifestWriter",
    "MappedWave",
    "Marker",
    "Session",
    "Track",
    "axml",
    "chna",
    "growing_wave",
    "keep_dry",
    "manifest_line",
    "mapped_wave",
    "read_manifest",
    "rpp_text",
    "set_start",
    "wave_head",
    "write_blocks",
    "write_dawproject",
    "write_labels",
    "write_manifest",
    "write_rpp",
    "write_wave",
]
