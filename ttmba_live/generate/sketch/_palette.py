"""All recipes by family and by name. Knows no sound."""

from __future__ import annotations

from ttmba_live.generate.sketch._recipe import Recipe
from ttmba_live.generate.sketch.families import (
    _alarms,
    _bars,
    _bells,
    _birds,
    _blades,
    _crowds,
    _desk,
    _doors,
    _drums,
    _farm,
    _film,
    _fire,
    _insects,
    _kitchen,
    _loose,
    _machines,
    _magic,
    _mouths,
    _music,
    _people,
    _pets,
    _rooms,
    _speech,
    _steps,
    _things,
    _vehicles,
    _voices,
    _water,
    _weapons,
    _weather,
    _wheels,
    _wild,
    _workshop,
)

FAMILIES: dict[str, dict[str, Recipe]] = {
    "weather": _weather.RECIPES,
    "water": _water.RECIPES,
    "fire": _fire.RECIPES,
    "animals": {**_pets.RECIPES, **_farm.RECIPES, **_wild.RECIPES},
    "birds": _birds.RECIPES,
    "insects": _insects.RECIPES,
    "people": {
        **_voices.RECIPES,
        **_speech.RECIPES,
        **_people.RECIPES,
        **_mouths.RECIPES,
    },
    "crowds": _crowds.RECIPES,
    "steps": _steps.RECIPES,
    "doors": _doors.RECIPES,
    "things": {**_things.RECIPES, **_loose.RECIPES},
    "household": {**_desk.RECIPES, **_kitchen.RECIPES},
    "vehicles": {**_vehicles.RECIPES, **_wheels.RECIPES},
    "machines": {**_machines.RECIPES, **_workshop.RECIPES},
    "alarms": _alarms.RECIPES,
    "weapons": {**_weapons.RECIPES, **_blades.RECIPES},
    "bells": {**_bells.RECIPES, **_bars.RECIPES},
    "music": {**_music.RECIPES, **_drums.RECIPES},
    "film": {**_film.RECIPES, **_magic.RECIPES},
    "rooms": _rooms.RECIPES,
}
"""Family -> its recipes."""

RECIPES: dict[str, Recipe] = {
    name: recipe for recipes in FAMILIES.values() for name, recipe in recipes.items()
}
"""The palette; every name is also a prompt that calls it."""

FAMILY_OF: dict[str, str] = {name: family for family in FAMILIES for name in FAMILIES[family]}

TEXTURE = Recipe(_rooms.texture)
"""Played where no recipe fits."""
