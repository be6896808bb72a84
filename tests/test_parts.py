"""The tables of parts: what "auto" takes, what is refused, and who reads them."""

from pathlib import Path

import pytest

from ttmba_live.cli import main
from ttmba_live.config import to_toml
from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.setup import Entry, Settings, Table
from ttmba_live.setup._docs import markdown
from ttmba_live.setup.generators import GENERATORS
from ttmba_live.setup.planners import PLANNERS
from ttmba_live.setup.renderers import OFFLINE_CHOICES, RENDERERS

DOCS = Path(__file__).parent.parent / "docs"


def part(name, *, there=True, made=True, auto=True):
    def look(_):
        if not there:
            raise Unavailable("not there")
        return "there"

    def make(_):
        if not made:
            raise Unavailable("not made")
        return name.upper()

    return Entry(name, f"a {name}", "", make, look, auto)


def test_auto_takes_the_first_that_is_there_and_can_be_made():
    absent, broken, exact = part("a", there=False), part("b", made=False), part("c", auto=False)
    table = Table("letter", absent, broken, exact, part("d"), part("e"))
    made, choice = table.pick("auto", 1)
    assert (made, choice.name) == ("D", "d")
    assert choice.why == "no a: not there; no b: not made"
    assert table.look("auto", 1).name == "b", "a look does not try to make it"
    with pytest.raises(Unavailable, match="no letter can be used: no a: not there"):
        Table("letter", absent, exact).pick("auto", 1)


def test_a_part_that_is_asked_for_is_made_or_refused():
    table = Table("letter", part("alpha", there=False), part("beta", made=False))
    assert table.pick("alpha", 1)[0] == "ALPHA", "who asks for it may have it without its comforts"
    with pytest.raises(Unavailable, match="not made"):
        table.pick("beta", 1)
    with pytest.raises(InvalidInput, match="no letter is called 'alpa'; did you mean 'alpha'"):
        table.pick("alpa", 1)
    with pytest.raises(InvalidInput, match="there are: auto, alpha, beta"):
        table.pick("omega", 1)


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["serve"], [*GENERATORS.choices, *PLANNERS.choices, *RENDERERS.choices]),
        (["render"], [*GENERATORS.choices, *PLANNERS.choices, *OFFLINE_CHOICES]),
        (["generate"], GENERATORS.choices),
        (["plan"], PLANNERS.choices),
    ],
)
def test_the_command_line_offers_what_the_tables_have(capsys, words, names):
    with pytest.raises(SystemExit):
        main([*words, "--help"])
    said = capsys.readouterr().out
    assert not [name for name in names if name not in said]


def test_the_settings_say_what_each_alternative_is():
    text = to_toml(Settings())
    for table in (GENERATORS, PLANNERS, RENDERERS):
        for entry in table:
            assert f'"{entry.name}": {entry.about}' in text


def test_the_page_is_made_from_the_tables():
    assert (DOCS / "parts.md").read_text(encoding="utf-8") == markdown()
