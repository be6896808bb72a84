"""What is chosen and set: settings, the parts that they name, where files go, the doctor."""

from ttmba_live.setup._background import catch_up, start_program
from ttmba_live.setup._field import (
    NIIRF_BAKER,
    baked_bank,
    ensure_field,
    exact_bank,
    field_path,
    stop_preparing,
)
from ttmba_live.setup._folders import default_folder, heads_folder
from ttmba_live.setup._network import network
from ttmba_live.setup._settings import (
    AudioSettings,
    BinauralSettings,
    ChoiceSettings,
    CueSettings,
    GeneratorSettings,
    InputSettings,
    OutputSettings,
    RoomSettings,
    SessionSettings,
    Settings,
    TangoFluxSettings,
)
from ttmba_live.setup._specs import spec_of, with_maker
from ttmba_live.setup._table import AUTO, Choice, Entry, Table
from ttmba_live.setup.rooms import RoomName

__all__ = [
    "AUTO",
    "NIIRF_BAKER",
    "AudioSettings",
    "BinauralSettings",
    "Choice",
    "ChoiceSettings",
    "CueSettings",
    "Entry",
    "GeneratorSettings",
    "InputSettings",
    "OutputSettings",
    "RoomName",
    "RoomSettings",
    "SessionSettings",
    "Settings",
    "Table",
    "TangoFluxSettings",
    "baked_bank",
    "catch_up",
    "default_folder",
    "ensure_field",
    "exact_bank",
    "field_path",
    "heads_folder",
    "network",
    "spec_of",
    "start_program",
    "stop_preparing",
    "with_maker",
]
