"""Many scenes from files, on this machine or many: made whole, listed, and made once."""

from ttmba_live.batch._flow import Answered, Pool
from ttmba_live.batch._forms import FORMS, USUAL
from ttmba_live.batch._labels import read_classes
from ttmba_live.batch._local import Processes
from ttmba_live.batch._manifest import FAILED, MANIFEST
from ttmba_live.batch._order import Ask, Asks, Order, Outcome, Recipe, Refused
from ttmba_live.batch._random import find_files, random_orders
from ttmba_live.batch._run import Orders, Pools, Tally, make_scenes
from ttmba_live.batch._sources import files_of, once_each, orders_of
from ttmba_live.batch._spec import Spec, read_spec

__all__ = [
    "FAILED",
    "FORMS",
    "MANIFEST",
    "USUAL",
    "Answered",
    "Ask",
    "Asks",
    "Order",
    "Orders",
    "Outcome",
    "Pool",
    "Pools",
    "Processes",
    "Recipe",
    "Refused",
    "Spec",
    "Tally",
    "files_of",
    "find_files",
    "make_scenes",
    "once_each",
    "orders_of",
    "random_orders",
    "read_classes",
    "read_spec",
]
