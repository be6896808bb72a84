"""The models that can be fetched: by their names, with sizes and terms. Fetches none."""

from __future__ import annotations

from collections.abc import Mapping

from ttmba_live.errors import InvalidInput, did_you_mean
from ttmba_live.generate.audioldm import AUDIOLDM, AUDIOLDM2
from ttmba_live.generate.library import CLAP
from ttmba_live.generate.make_an_audio import MAKE_AN_AUDIO_2
from ttmba_live.generate.model.download import Package
from ttmba_live.generate.stable_audio import PACKAGES as STABLE_AUDIO
from ttmba_live.generate.tangoflux import PACKAGE as TANGOFLUX

PACKAGES = {
    package.name: package
    for package in (
        *STABLE_AUDIO,
        TANGOFLUX,
        AUDIOLDM2,
        AUDIOLDM,
        MAKE_AN_AUDIO_2,
        CLAP,
    )
}


def package(name: str, among: Mapping[str, Package] = PACKAGES) -> Package:
    """The model of a name; raises `InvalidInput` that names what there is."""
    try:
        return among[name]
    except KeyError:
        hint = did_you_mean(name, among) or f"; there are: {', '.join(among)}"
        raise InvalidInput(f"no model is called {name!r}{hint}") from None
