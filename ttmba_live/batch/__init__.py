"""Many scenes from files, on this machine or many: made whole, listed, and made once."""

from ttmba_live.batch._flow import Answered, Pool
from ttmba_live.batch._forms import FORMS, USUAL
from ttmba_live.batch._labels import read_classes
from ttmba_live.batch._local import Processes
from ttmba_live.batch._manifest import FAILED, MANIFEST
from ttmba_live.batch._order import Ask, Asks, Order, Outcome, Recipe, Refused
from ttmba_live.batch._run import Pools, Tally, make_scenes
from ttmba_live.batch._sources import files_of, orders_of

__all__ = [
    "FAILED",
    "FORMS",
    "MANIFEST",
    "USUAL",
    "Answered",
    "Ask",
    "Asks",
    "Order",
    "Outcome",
    "Pool",
    "Pools",
    "Processes",
    "Recipe",
    "Refused",
    "Tally",
    "files_of",
    "make_scenes",
    "orders_of",
    "read_classes",
]
