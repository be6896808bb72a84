"""NFS-woNI in real time: baked responses and the stream that reads them. Importing loads numba."""

from ttmba_live.binaural.stream._bank import Baked, Bank, empty_place
from ttmba_live.binaural.stream._basis import LAYOUT, errors_db, from_responses
from ttmba_live.binaural.stream._buses import Basis
from ttmba_live.binaural.stream._compiled import KEPT
from ttmba_live.binaural.stream._field import (
    SHELLS,
    Field,
    Shells,
    field_source,
    load_field,
    places,
    save_field,
)
from ttmba_live.binaural.stream._locating import Place
from ttmba_live.binaural.stream._loops import compiled
from ttmba_live.binaural.stream._spectra import Spectra, partitions, spectra
from ttmba_live.binaural.stream._stream import Stream, StreamState

__all__ = [
    "KEPT",
    "LAYOUT",
    "SHELLS",
    "Baked",
    "Bank",
    "Basis",
    "Field",
    "Place",
    "Shells",
    "Spectra",
    "Stream",
    "StreamState",
    "compiled",
    "empty_place",
    "errors_db",
    "field_source",
    "from_responses",
    "load_field",
    "partitions",
    "places",
    "save_field",
    "spectra",
]
