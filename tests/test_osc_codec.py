"""The decoder against python-osc's builder, against hand-made bytes, and against bad packets."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from osc_fuzz import AED, CORPUS, F, bundle, message, nested, text
from pythonosc.osc_message import OscMessage
from pythonosc.osc_message_builder import OscMessageBuilder

from ttmba_live.errors import InvalidInput
from ttmba_live.osc._codec import BadPacket, Foreign, Message, decode, encode

FLOATS = st.floats(width=32, allow_nan=False)
TEXTS = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"))
ARGUMENTS = st.one_of(
    st.tuples(st.just("i"), st.integers(-(2**31), 2**31 - 1)),
    st.tuples(st.just("h"), st.integers(-(2**63), 2**63 - 1)),
    st.tuples(st.just("f"), FLOATS),
    st.tuples(st.just("d"), st.floats(allow_nan=False)),
    st.tuples(st.just("s"), TEXTS),
    st.tuples(st.just("b"), st.binary(min_size=1)),
    st.tuples(st.just("T"), st.just(value=True)),
    st.tuples(st.just("F"), st.just(value=False)),
    st.tuples(st.just("N"), st.none()),
)


@given(st.lists(ARGUMENTS, max_size=8))
def test_decodes_what_python_osc_builds(arguments):
    builder = OscMessageBuilder(address="/a/Glocke")
    for tag, value in arguments:
        builder.add_arg(value, tag)
    assert decode(builder.build().dgram) == [Message("/a/Glocke", tuple(v for _, v in arguments))]


@given(
    st.lists(
        st.one_of(st.integers(-(2**31), 2**31 - 1), FLOATS.filter(lambda f: abs(f) < 3e38), TEXTS)
    )
)
def test_python_osc_decodes_what_is_encoded(arguments):
    parsed = OscMessage(encode("/a/b", *arguments))
    assert parsed.address == "/a/b"
    assert parsed.params == arguments
    assert [type(p) for p in parsed.params] == [type(a) for a in arguments]


def test_whole_floats_go_out_as_floats():
    assert encode("/a", 1.0) == b"/a\0\0,f\0\0\x3f\x80\0\0"


@pytest.mark.parametrize("number", [2**31, float("nan"), float("inf"), 1e300])
def test_numbers_that_do_not_fit_are_not_sent(number):
    with pytest.raises(InvalidInput, match="32 bits"):
        encode("/a", number)


def test_every_type_is_consumed_exactly():
    [decoded] = decode(CORPUS["tags of every type"])
    assert decoded.arguments == (
        1, 2.0, "s", b"blob", 1, 2.0, Foreign("t"), "S", "A", Foreign("r"), Foreign("m"),
        True, False, None, Foreign("I"), (7,),
    )  # fmt: skip


def test_no_type_tags_mean_no_arguments():
    assert decode(b"/ttmba/ping\0") == [Message("/ttmba/ping", ())]


def test_text_that_is_not_utf8_is_latin1():
    [decoded] = decode(message("/a", "s", text(b"caf\xe9")))
    assert decoded.arguments == ("café",)


def test_bundles_keep_order_and_later_tags():
    inner = bundle(message("/b"), tag=50)
    outer = bundle(message("/a"), inner, bundle(message("/c"), tag=1), message("/d"), tag=40)
    assert [(m.address, m.timetag) for m in decode(outer)] == [
        ("/a", 40), ("/b", 50), ("/c", 40), ("/d", 40),
    ]  # fmt: skip


def test_bundles_nest_eight_deep():
    assert decode(nested(8, message("/a"))) == [Message("/a", ())]
    with pytest.raises(BadPacket, match="nested"):
        decode(nested(9, message("/a")))


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("element of -4 bytes", "-4 bytes"),
        ("element of 0 bytes", "0 bytes"),
        ("element of 2 GiB", "2147483647 bytes"),
        ("element of 3 bytes", "3 bytes"),
        ("bundle without tag", "time tag"),
        ("deep bundles", "deep"),
        ("many messages", "more than 1000 messages"),
        ("short floats", "within a float"),
        ("short aed", "within a float"),
        ("payload without tags", "without a type tag"),
        ("unknown tag", "unknown type tag 'x'"),
        ("array without end", "does not end"),
        ("array without beginning", "did not begin"),
        ("deep arrays", "arrays nested"),
        ("many tags", "more than 4096"),
        ("blob of -1", "-1 bytes"),
        ("surrogate char", "55296"),
        ("trailing bytes", "4 bytes more"),
        ("empty", "not 0"),
        ("three bytes", "not 3"),
        ("unpadded", "does not end"),
        ("no slash", "starts with '/'"),
        ("newline in the address", "printable"),
    ],
)
def test_bad_packets_say_what_is_wrong(name, says):
    with pytest.raises(BadPacket, match=says):
        decode(CORPUS[name])


def test_a_bad_message_is_named():
    with pytest.raises(BadPacket) as caught:
        decode(bundle(message("/a"), message(AED, "ff", F(1.0))))
    assert caught.value.address == AED


@given(st.binary(max_size=200))
@settings(max_examples=500)
def test_any_bytes_decode_or_are_refused(raw):
    for packet in (raw, raw + b"\0" * (-len(raw) % 4), b"#bundle\0" + raw, b"/a\0\0," + raw):
        try:
            decode(packet)
        except BadPacket:
            continue


def test_long_strings_pass():
    long = "ä" * 30000
    assert decode(encode("/a", long))[0].arguments == (long,)


def test_numbers_are_big_endian():
    assert decode(message("/a", "ih", struct.pack(">iq", -2, 2**40)))[0].arguments == (-2, 2**40)
