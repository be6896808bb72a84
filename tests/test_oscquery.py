"""OSCQuery as the proposal has it: browsing and attributes."""

from __future__ import annotations

import urllib.error
import urllib.parse
import urllib.request

import pytest
from osc_fuzz import IDS
from osc_peers import HERE
from query_home import Home, visit

from ttmba_live.osc.namespace._addresses import OUT, ROWS
from ttmba_live.scene import MovePolar, apply
from ttmba_live.web._tree import ATTRIBUTES


def nodes(tree):
    yield tree
    for child in tree.get("CONTENTS", {}).values():
        yield from nodes(child)


def test_the_tree_is_the_table_and_the_scene():
    def client(home):
        status, tree = home.get("/")
        assert status == 200
        found = {node["FULL_PATH"]: node for node in nodes(tree)}
        for row in ROWS:
            own = row.address.startswith(("/ttmba", "/adm")) and "*" not in row.address
            for name, number in zip(IDS, range(1, 6), strict=True):
                path = row.address.replace("{id}", name).replace("{n}", str(number))
                assert (path in found) is own, path
                if own:
                    assert found[path]["ACCESS"] == (3 if row.ask else 2)
        for out in OUT:
            assert (found[out.address]["TYPE"], found[out.address]["ACCESS"]) == (out.types, 1)

    visit(client)


def test_every_node_is_well_formed():
    def client(home):
        for node in nodes(home.get("/")[1]):
            assert set(node) <= set(ATTRIBUTES)
            if "TYPE" not in node:
                assert node["CONTENTS"]
                continue
            count = 0 if node["TYPE"] == "N" else len(node["TYPE"])
            assert node["DESCRIPTION"]
            for name in ("RANGE", "UNIT", "EXTENDED_TYPE", "CLIPMODE", "VALUE"):
                assert len(node.get(name, range(count))) == count, node
            kinds = {"f": float, "i": int, "s": str, "T": bool}
            for tag, value in zip(node["TYPE"], node.get("VALUE", ()), strict=False):
                assert type(value) is kinds[tag], node
            for name, child in node.get("CONTENTS", {}).items():
                assert child["FULL_PATH"] == f"{node['FULL_PATH'].rstrip('/')}/{name}"

    visit(client)


def test_a_source_says_all_about_its_place():
    def client(home):
        home.scene = apply(home.scene, MovePolar("café", 30.0, 10.0, 2.5))
        path = urllib.parse.quote("/ttmba/source/café/aed")
        assert home.get(path) == (
            200,
            {
                "FULL_PATH": "/ttmba/source/café/aed",
                "DESCRIPTION": "Place a source.",
                "ACCESS": 3,
                "TYPE": "fff",
                "RANGE": [
                    {"MIN": -180.0, "MAX": 180.0},
                    {"MIN": -90.0, "MAX": 90.0},
                    {"MIN": 0.0, "MAX": 10000.0},
                ],
                "UNIT": ["angle.degree", "angle.degree", "distance.m"],
                "EXTENDED_TYPE": ["position.spherical.p", None, "position.spherical.r"],
                "VALUE": [30.0, 10.0, 2.5],
            },
        )
        assert home.get("/adm/obj/5/azim?CLIPMODE") == (200, {"CLIPMODE": ["both"]})

    visit(client)


@pytest.mark.parametrize(
    ("path", "status", "answer"),
    [
        ("/ttmba/source/dog/gain?VALUE", 200, {"VALUE": [0.0]}),
        ("/ttmba/source/dog/mute?TYPE", 200, {"TYPE": "T"}),
        ("/ttmba/source/dog/mute?VALUE", 200, {"VALUE": [False]}),
        ("/ttmba/source/dog/gain?UNIT", 200, {"UNIT": ["gain.db"]}),
        ("/ttmba/panic?TYPE", 200, {"TYPE": "N"}),
        ("/ttmba/subscribe?OVERLOADS", 200, {"OVERLOADS": [{"TYPE": "i"}]}),
        ("/ttmba/source/dog/?FULL_PATH", 200, {"FULL_PATH": "/ttmba/source/dog"}),
        ("/adm/lis/ypr?VALUE", 200, {"VALUE": [0.0, 0.0, 0.0]}),
        ("/ttmba/cue?VALUE", 204, None),
        ("/ttmba/source?VALUE", 204, None),
        ("/ttmba/gain?CONTENTS", 204, None),
        ("/ttmba/status?VALUE", 204, None),
        ("/ttmba/gain?COLOUR", 400, None),
        ("/ttmba/source/nobody", 404, None),
        ("/ypr", 404, None),
        ("/%FF%00", 404, None),
    ],
)
def test_attributes_and_statuses(path, status, answer):
    assert visit(lambda home: home.get(path)) == (status, answer)


def test_host_info_is_given_on_any_path():
    def client(home):
        status, info = home.get("/ttmba/gain?HOST_INFO")
        assert status == 200
        assert info["NAME"] == "ttmba_live"
        assert (info["OSC_IP"], info["OSC_PORT"]) == (HERE, home.server.port)
        assert (info["OSC_TRANSPORT"], info["WS_PORT"]) == ("UDP", home.query.port)
        for name in ("VALUE", "RANGE", "LISTEN", "PATH_ADDED", "PATH_REMOVED"):
            assert info["EXTENSIONS"][name] is True
        return home.get("/nowhere?HOST_INFO")[0]

    assert visit(client) == 200


@pytest.mark.parametrize(("listens", "told"), [("192.0.2.7", "192.0.2.7"), ("0.0.0.0", None)])
def test_host_info_names_where_osc_is_heard_not_where_http_is(listens, told):
    home = Home(osc_host=listens)
    info = home.query._host_info()
    assert info.get("OSC_IP") == told
    assert info["WS_IP"] == HERE
