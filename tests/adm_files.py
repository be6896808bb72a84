"""ADM files read back: what stands in their chunks, by the standard's words."""

import struct
from xml.etree import ElementTree as ET

import pytest
import soundfile

from ttmba_live.audio import RATE

NS = {"e": "urn:ebu:metadata-schema:ebuCore_2016"}


def chunks(path):
    """The chunks of a RIFF file by name."""
    data, at, found = path.read_bytes(), 12, {}
    assert data[:4] == b"RIFF"
    assert struct.unpack("<I", data[4:8])[0] == len(data) - 8
    while at < len(data):
        name, size = struct.unpack("<4sI", data[at : at + 8])
        found[name] = data[at + 8 : at + 8 + size]
        at += 8 + size + (size & 1)
    return found


def seconds(text):
    hours, minutes, rest = text.split(":")
    return 3600 * int(hours) + 60 * int(minutes) + float(rest)


class Found:
    """An audioObject as a reader puts it together by its references."""

    def __init__(self, root, node, uids):
        self.name, self.start = node.get("audioObjectName"), seconds(node.get("start"))
        self.length = seconds(node.get("duration"))
        pack = node.find("e:audioPackFormatIDRef", NS).text
        uid = node.find("e:audioTrackUIDRef", NS).text
        self.track, wanted = uids[uid]
        assert wanted == pack
        channel = self.by(root, "audioPackFormat", pack).find("e:audioChannelFormatIDRef", NS).text
        self.blocks = []
        for block in self.by(root, "audioChannelFormat", channel).findall("e:audioBlockFormat", NS):
            place = {p.get("coordinate"): float(p.text) for p in block.findall("e:position", NS)}
            jump = block.find("e:jumpPosition", NS)
            start = seconds(block.get("rtime"))
            self.blocks.append((
                start, start + seconds(block.get("duration")), place["azimuth"],
                place["elevation"], place["distance"], float(block.find("e:gain", NS).text),
                jump is not None and jump.text == "1",
            ))  # fmt: skip
        for before, after in zip(self.blocks, self.blocks[1:], strict=False):
            assert after[0] == pytest.approx(before[1], abs=1e-9), "blocks touch"
        assert self.blocks[0][0] == 0.0
        assert self.blocks[-1][1] == pytest.approx(self.length, abs=1e-9)

    @staticmethod
    def by(root, kind, ident):
        (one,) = root.findall(f".//e:{kind}[@{kind}ID='{ident}']", NS)
        return one

    def at(self, time):
        """Azimuth, elevation, distance and gain, by BS.2076's rule: reached at a block's end."""
        before = self.blocks[0]
        for block in self.blocks:
            if time <= block[1]:
                share = 1.0 if block[6] else (time - block[0]) / (block[1] - block[0])
                return tuple(
                    a + share * (b - a) for a, b in zip(before[2:6], block[2:6], strict=True)
                )
            before = block
        return before[2:6]


def adm(path):
    """The objects of an ADM file, and its sound."""
    parts = chunks(path)
    tracks, uids = struct.unpack("<HH", parts[b"chna"][:4])
    rows = [struct.unpack("<H12s14s11sx", parts[b"chna"][4 + 40 * n :][:40]) for n in range(uids)]
    of = {uid.decode(): (track - 1, pack.decode()) for track, uid, _, pack in rows}
    root = ET.fromstring(parts[b"axml"])
    sound, rate = soundfile.read(path, always_2d=True)
    assert (rate, sound.shape[1]) == (RATE, tracks)
    return [Found(root, node, of) for node in root.findall(".//e:audioObject", NS)], sound
