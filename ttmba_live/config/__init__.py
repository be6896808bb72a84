"""TOML files that are frozen values, as the one with every setting: read, checked, printed."""

from ttmba_live.config._printing import to_toml, write
from ttmba_live.config._reading import from_tables, load, read_as

__all__ = [
    "from_tables",
    "load",
    "read_as",
    "to_toml",
    "write",
]
