"""Prompt to mono clip. Alternatives (`sketch`, `files`) are chosen by `app`."""

from ttmba_live.generate._spec import ClipSpec, Generator, Made, NothingFits, seed_of

__all__ = ["ClipSpec", "Generator", "Made", "NothingFits", "seed_of"]
