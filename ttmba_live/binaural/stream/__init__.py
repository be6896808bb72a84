"""NFS-woNI in real time: baked responses and the stream that reads them. Importing loads numba."""

from ttmba_live.binaural.stream._bank import Baked, Bank, empty_place
from ttmba_live.binaural.stream._compiled import Place, Table
from ttmba_live.binaural.stream._field import SHELLS, Field, load_field, places, save_field
from ttmba_live.binaural.stream._spectra import table
from ttmba_live.binaural.stream._stream import Stream, StreamState, compiled

__all__ = [
    "SHELLS",
    "Baked",
    "Bank",
    "Field",
    "Place",
    "Stream",
    "StreamState",
    "Table",
    "compiled",
    "empty_place",
    "load_field",
    "places",
    "save_field",
    "table",
]
