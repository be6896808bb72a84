"""Datagrams that a hostile, broken or merely old sender may send; shared by the fuzz tests.

`CORPUS` names packets that are known to hurt OSC servers. `datagrams(count, seed)` makes as many
as wanted, the same for the same seed; ``avoid`` leaves out packets that would reach the given
addresses (`DISRUPTIVE` are those that silence the daemon or write files on purpose).
"""

from __future__ import annotations

import random
import struct
import time
from collections.abc import Iterator

from ttmba_live.errors import InvalidInput
from ttmba_live.osc._codec import decode
from ttmba_live.osc.namespace._addresses import OUT, ROWS, find
from ttmba_live.scene import Event, Scene

IDS = ("dog", "cat", "bell_2", "Glocke", "café")
"""Sources that the generator speaks of; object numbers 1 to 5."""

DISRUPTIVE = frozenset(
    {
        "/ttmba/stop", "/ttmba/panic", "/ttmba/gain", "/ttmba/record/start", "/ttmba/record/stop",
        "/ttmba/session/save", "/ttmba/source/{id}/stop", "/ttmba/source/{id}/mute",
        "/ttmba/source/{id}/gain", "/adm/obj/{n}/gain", "/adm/obj/{n}/mute",
    }
)  # fmt: skip
"""Addresses that make the daemon silent, quiet or write when asked properly."""


def scene() -> Scene:
    """A scene with the sources of `IDS`."""
    made = Scene()
    for name in IDS:
        made = made.place(Event(f"a {name}", 4.0, id=name))
    return made


def text(value: str | bytes) -> bytes:
    raw = value.encode() if isinstance(value, str) else value
    return raw + b"\0" * (4 - len(raw) % 4)


def message(address: str | bytes, tags: str | bytes | None = "", payload: bytes = b"") -> bytes:
    """A message from hand-made parts; ``tags`` None leaves the type tag string out."""
    head = text(address)
    if tags is None:
        return head + payload
    raw = tags.encode() if isinstance(tags, str) else tags
    return head + text(b"," + raw) + payload


def bundle(*elements: bytes, tag: int = 1) -> bytes:
    sized = b"".join(struct.pack(">i", len(e)) + e for e in elements)
    return b"#bundle\0" + struct.pack(">Q", tag) + sized


def nested(depth: int, inside: bytes) -> bytes:
    for _ in range(depth):
        inside = bundle(inside)
    return inside


def ahead(seconds: float) -> int:
    """The time tag of a moment from now."""
    return int((time.time() + 2_208_988_800 + seconds) * 2**32)


F = struct.Struct(">f").pack
AED = "/ttmba/source/dog/aed"

CORPUS: dict[str, bytes] = {
    "element of -4 bytes": b"#bundle\0" + struct.pack(">Qi", 1, -4) + b"\0\0\0\0",
    "element of 0 bytes": b"#bundle\0" + struct.pack(">Qi", 1, 0),
    "element of 2 GiB": b"#bundle\0" + struct.pack(">Qi", 1, 2**31 - 1) + b"\0\0\0\0",
    "element of -2 GiB": b"#bundle\0" + struct.pack(">Qi", 1, -(2**31)),
    "element of 3 bytes": b"#bundle\0" + struct.pack(">Qi", 1, 3) + b"/a\0\0",
    "bundle without tag": b"#bundle\0",
    "bundle with half a tag": b"#bundle\0\0\0\0\0",
    "bundle with half a size": b"#bundle\0" + struct.pack(">Qh", 1, 4),
    "deep bundles": nested(200, message("/ttmba/ping")),
    "many messages": bundle(*[message("/ttmba/x")] * 3000),
    "many patterns": bundle(*[message("/ttmba/source/*/{x,y,z}", "f", F(1.0))] * 900),
    "c then f": message(AED, "cf", struct.pack(">If", 65, 1.0)),
    "S then f": message(AED, "Sf", text("abc") + F(1.0)),
    "I then f": message(AED, "If", F(1.0)),
    "short floats": message(AED, "ff", F(1.0)),
    "short aed": message(AED, "fff", F(1.0) + F(2.0)),
    "no payload": message(AED, "fff"),
    "nan": message(AED, "fff", F(float("nan")) * 3),
    "inf": message(AED, "fff", F(float("inf")) * 3),
    "nan in adm": message("/adm/obj/1/aed", "fff", F(float("nan")) * 3),
    "nan quaternion": message("/ttmba/listener/quaternion", "ffff", F(float("nan")) * 4),
    "zero quaternion": message("/ttmba/listener/quaternion", "ffff", F(0.0) * 4),
    "no type tags": message("/ttmba/cue", None),
    "payload without tags": message(AED, None, F(1.0) * 3),
    "bad utf-8 address": message(b"/ttmba/\xff\xfe"),
    "latin-1 text": message("/ttmba/event", "s", text(b"Glocke caf\xe9")),
    "unknown tag": message(AED, "fxf", F(1.0) * 3),
    "lone comma tag": message(AED, ",f", F(1.0)),
    "array without end": message(AED, "[fff", F(1.0) * 3),
    "array without beginning": message(AED, "fff]", F(1.0) * 3),
    "deep arrays": message(AED, "[" * 500 + "f" + "]" * 500, F(1.0)),
    "many tags": message("/ttmba/cue", "T" * 20000),
    "blob of -1": message(AED, "b", struct.pack(">i", -1)),
    "blob of 2 GiB": message(AED, "b", struct.pack(">i", 2**31 - 1)),
    "blob": message(AED, "b", struct.pack(">i", 3) + b"abc\0"),
    "surrogate char": message(AED, "c", struct.pack(">I", 0xD800)),
    "huge char": message(AED, "c", struct.pack(">I", 2**32 - 1)),
    "trailing bytes": message("/ttmba/ping", "", b"\0\0\0\0"),
    "empty": b"",
    "one byte": b"/",
    "three bytes": b"/a\0",
    "unpadded": b"/abc",
    "no slash": b"abc\0,\0\0\0",
    "only NULs": b"\0" * 16,
    "only slashes": message("/" * 403),
    "slash": message("/"),
    "long address": message("/ttmba/" + "a" * 60000),
    "long id": message(f"/ttmba/source/{'a' * 30000}/aed", "fff", F(1.0) * 3),
    "long text": message("/ttmba/event", "s", text("x" * 60000)),
    "argument in the address": message("/ttmba/source/dog/gain -6"),
    "newline in the address": message("/ttmba/\nping"),
    "broken set": message("/adm/obj/[1-/gain", "f", F(1.0)),
    "broken choice": message("/adm/obj/{1,/gain", "f", F(1.0)),
    "choice across slashes": message("/adm/{obj/1,obj/2}/gain", "f", F(1.0)),
    "stray bracket": message("/adm/obj/1]/gain", "f", F(1.0)),
    "star as a number": message("/adm/obj/*/mute", "i", struct.pack(">i", 0)),
    "object 1/2": message("/adm/obj/1/2/gain", "f", F(1.0)),
    "object -1": message("/adm/obj/-1/azim", "f", F(1.0)),
    "object 0": message("/adm/obj/0/azim", "f", F(1.0)),
    "object of many digits": message(f"/adm/obj/{'9' * 5000}/azim", "f", F(1.0)),
    "object ²": message("/adm/obj/²/azim", "f", F(1.0)),
    "costly pattern": message("/ttmba/source/" + "*a" * 120 + "*b/x", "f", F(1.0)),
    "costly choice": message("/ttmba/source/" + "{a,aa,aaa}" * 25 + "/x", "f", F(1.0)),
    "double slash": message("//aed", "fff", F(1.0) * 3),
    "far future": bundle(message("/ttmba/ping"), tag=2**64 - 1),
    "time tag 0": bundle(message("/ttmba/ping"), tag=0),
    "own error": message("/ttmba/error", "ss", text("/a") + text("b")),
    "own pong": message("/ttmba/pong", "s", text("1")),
    "own state": message("/ttmba/event/state", "sss", text("a") * 3),
    "parent folder": message("/ttmba/record/start", "s", text("../../etc/passwd")),
    "absolute path": message("/ttmba/record/start", "s", text("/tmp/x")),
    "drive": message("/ttmba/session/save", "s", text("C:\\x")),
    "device name": message("/ttmba/session/save", "s", text("con.wav")),
    "hidden": message("/ttmba/session/save", "s", text(".ssh")),
    "escape": message("/ttmba/session/save", "s", text("a\x1b[2Jb")),
    "huge double": message("/ttmba/gain", "d", struct.pack(">d", 1e308)),
    "huge integer": message("/ttmba/subscribe", "h", struct.pack(">q", 2**62)),
    "negative port": message("/ttmba/subscribe", "i", struct.pack(">i", -1)),
    "tags of every type": message(
        AED, "ifsbhdtScrmTFNI[i]",
        struct.pack(">if", 1, 2.0) + text("s") + struct.pack(">i4s", 4, b"blob")
        + struct.pack(">qdQ", 1, 2.0, 3) + text("S") + struct.pack(">III", 65, 1, 2)
        + struct.pack(">i", 7),
    ),
}  # fmt: skip
"""Packets that hurt, by name; python-osc 1.10.2 hangs on the first."""

assert len(CORPUS["element of -4 bytes"]) == 24


def datagrams(
    count: int, seed: int = 0, *, avoid: frozenset[str] = frozenset(), near_future: bool = False
) -> Iterator[bytes]:
    """Make ``count`` datagrams; ``near_future`` adds bundles that must be held for a moment."""
    rng = random.Random(seed)
    made = 0
    sources = scene()
    while made < count:
        packet = _one(rng, near_future=near_future)
        if avoid and _reaches(packet, avoid, sources):
            continue
        made += 1
        yield packet


def _reaches(packet: bytes, addresses: frozenset[str], sources: Scene) -> bool:
    try:
        messages = decode(packet)
    except InvalidInput:
        return False
    for one in messages:
        try:
            if any(match.row.address in addresses for match in find(one.address, sources)):
                return True
        except InvalidInput:
            continue
    return False


def _one(rng: random.Random, *, near_future: bool) -> bytes:
    kind = rng.random()
    if kind < 0.35:
        return _known(rng)
    if kind < 0.55:
        return _mutated(rng, _known(rng))
    if kind < 0.62:
        return _mutated(rng, rng.choice([p for p in CORPUS.values() if len(p) < 2000]))
    if kind < 0.66:
        return rng.choice([p for p in CORPUS.values() if len(p) < 8000])
    if kind < 0.80:
        return _bundled(rng, near_future=near_future)
    if kind < 0.90:
        return rng.randbytes(rng.choice([0, 1, 4, 8, 16, 24, 64, 256]))
    return message(
        _address(rng), "".join(rng.choices("ifsbhdtScrmTFNI[]x", k=4)), rng.randbytes(24)
    )


def _known(rng: random.Random) -> bytes:
    tags, payload = "", b""
    row = rng.choice(ROWS)
    for value in row.example if rng.random() < 0.7 else _arguments(rng):
        tag, data = _argument(rng, value)
        tags += tag
        payload += data
    hole = "/".join(
        _filled(rng, part) if part.startswith("{") else part for part in row.address.split("/")
    )
    return message(hole, tags, payload)


def _filled(rng: random.Random, part: str) -> str:
    if rng.random() < 0.15:
        return rng.choice(["*", "?og", "[cd]*", "{dog,cat}", "[1-3]", "nobody", "99", "*{a,b}*"])
    return str(rng.randint(1, 6)) if part == "{n}" else rng.choice(IDS)


def _arguments(rng: random.Random) -> list[float | str]:
    pool: list[float | str] = [
        0,
        1,
        -1,
        2.5,
        1e9,
        -1e30,
        361.0,
        "",
        "text",
        "touch",
        "30",
        "ü" * 20,
    ]
    return rng.choices(pool, k=rng.randint(0, 8))


def _argument(rng: random.Random, value: float | str) -> tuple[str, bytes]:
    if isinstance(value, str):
        return rng.choice("sS"), text(value)
    tag = rng.choice("fffdih") if abs(value) < 2**31 else rng.choice("fd")
    number = int(value) if tag in "ih" else value
    return tag, struct.pack({"f": ">f", "d": ">d", "i": ">i", "h": ">q"}[tag], number)


def _address(rng: random.Random) -> str:
    known = rng.choice([row.address for row in ROWS] + [out.address for out in OUT])
    return rng.choice([known, known.rpartition("/")[0] + "/*", known + "/x", "/" + known[2:]])


def _mutated(rng: random.Random, packet: bytes) -> bytes:
    raw = bytearray(packet)
    for _ in range(rng.randint(1, 4)):
        if not raw:
            break
        at = rng.randrange(len(raw))
        match rng.randrange(4):
            case 0:
                raw[at] = rng.randrange(256)
            case 1:
                raw[at] ^= 1 << rng.randrange(8)
            case 2:
                del raw[at : at + rng.choice([1, 4, 8])]
            case _:
                raw[at:at] = rng.randbytes(rng.choice([1, 4, 8]))
    return bytes(raw)


def _bundled(rng: random.Random, *, near_future: bool) -> bytes:
    tags = [0, 1, ahead(-3600.0), ahead(-0.01), ahead(3600.0), rng.getrandbits(63)]
    if near_future:
        tags.append(ahead(rng.uniform(0.001, 0.05)))
    elements = [_known(rng) for _ in range(rng.randint(0, 5))]
    if rng.random() < 0.2:
        elements.append(_mutated(rng, _known(rng)))
    if rng.random() < 0.3:
        elements.append(bundle(*elements[:2], tag=rng.choice(tags)))
    return bundle(*elements, tag=rng.choice(tags))
