"""The namespace as one table: our addresses, and everyone else's spellings of them."""

from ttmba_live.osc.namespace._addresses import OUT, PREPARING, QUERIED, ROWS, Match, find
from ttmba_live.osc.namespace._docs import markdown
from ttmba_live.osc.namespace._names import checked_name
from ttmba_live.osc.namespace._previews import MAX_CUE
from ttmba_live.osc.namespace._table import AdmMemory, Answer, Arg, Call, Desk, Out, Playing, Row

__all__ = [
    "MAX_CUE",
    "OUT",
    "PREPARING",
    "QUERIED",
    "ROWS",
    "AdmMemory",
    "Answer",
    "Arg",
    "Call",
    "Desk",
    "Match",
    "Out",
    "Playing",
    "Row",
    "checked_name",
    "find",
    "markdown",
]
