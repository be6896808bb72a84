# @noindex
"""Lays a session that ttmba_live has written on tracks: pick its manifest.tsv.

The same as the Lua script of that name, for those who have Python set up in REAPER. Knows REAPER
by `reaper_python` only, and needs nothing of the ttmba_live package. What one script has added the
other does not add again.
"""
# ruff: noqa: INP001, ANN001, ANN201 - what REAPER hands out are plain strings

import math
import os
import zlib

import reaper_python as rpr

TITLE = "ttmba_live: import session"
MARK = "P_EXT:ttmba_live_"
YES, CANCEL = 6, 2
FADE_IN, FADE_OUT = 0.0005, 0.005


def read(folder):
    """The run's name and its rows as dicts; None, [] if there is no session."""
    try:
        with open(os.path.join(folder, "manifest.tsv"), "rb") as file:  # noqa: PTH118, PTH123
            text = file.read().decode("utf-8", errors="replace")
    except OSError:
        return None, []
    lines = [line.rstrip("\r") for line in text.split("\n")[:-1]]
    if len(lines) < 2 or not lines[0].startswith("# ttmba session "):
        return None, []
    names = lines[1].split("\t")
    rows = [dict(zip(names, line.split("\t"))) for line in lines[2:]]  # noqa: B905
    return lines[0][len("# ttmba session ") :], [row for row in rows if len(row) == len(names)]


def tracks():
    """Every track of the project."""
    return [rpr.RPR_GetTrack(0, index) for index in range(rpr.RPR_CountTracks(0))]


def track_text(track, key, value=None):
    """Read a text of a track, or write it."""
    given = "" if value is None else value
    return rpr.RPR_GetSetMediaTrackInfo_String(track, key, given, value is not None)[3]


def item_text(item, key, value=None):
    """Read a text of an item, or write it."""
    given = "" if value is None else value
    return rpr.RPR_GetSetMediaItemInfo_String(item, key, given, value is not None)[3]


def present():
    """All items of ours that are in the project, by their marks."""
    items = {}
    for track in tracks():
        for index in range(rpr.RPR_CountTrackMediaItems(track)):
            item = rpr.RPR_GetTrackMediaItem(track, index)
            items[item_text(item, MARK + "item")] = item
    items.pop("", None)
    return items


def find(key, value):
    """A track by its mark, and its index; None, the end if there is none."""
    for index, track in enumerate(tracks()):
        if track_text(track, MARK + key) == value:
            return track, index
    return None, rpr.RPR_CountTracks(0)


def add_track(index, name, depth):
    """A new track."""
    rpr.RPR_InsertTrackAtIndex(index, False)
    track = rpr.RPR_GetTrack(0, index)
    track_text(track, "P_NAME", name)
    rpr.RPR_SetMediaTrackInfo_Value(track, "I_FOLDERDEPTH", depth)
    return track


def depth(track):
    """How many folders it opens, or closes."""
    return int(rpr.RPR_GetMediaTrackInfo_Value(track, "I_FOLDERDEPTH"))


def add_to_folder(index, name):
    """A new track at the end of a folder."""
    everything = tracks()
    folder = everything[index]
    if depth(folder) < 1:
        outer = depth(folder)
        rpr.RPR_SetMediaTrackInfo_Value(folder, "I_FOLDERDEPTH", 1)
        return add_track(index + 1, name, outer - 1)
    left, last = 1, index
    while left > 0 and last + 1 < len(everything):
        last += 1
        left += depth(everything[last])
    if last == index:
        return add_track(index + 1, name, -1)
    closing = depth(everything[last])
    rpr.RPR_SetMediaTrackInfo_Value(everything[last], "I_FOLDERDEPTH", 0)
    return add_track(last + 1, name, closing)


def folder_of(run, row, zero):
    """The index of a cue's folder track."""
    key = f"{run}/{row['cue']}"
    folder, index = find("cue", key)
    if folder is None:
        name = f"cue {row['cue']}"
        folder = add_track(index, name, 0)
        track_text(folder, MARK + "cue", key)
        rpr.RPR_AddProjectMarker2(0, False, zero + float(row["start"]), 0.0, name, -1, 0)
    return index


def track_of(run, row, zero):
    """The track for a row."""
    key = f"{run}/{row['cue']}/{row['track']}/{row['kind']}"
    track, _ = find("track", key)
    if track is not None:
        return track
    name = row["name"] if row["kind"] == "stem" else f"{row['name']} (dry)"
    track = add_to_folder(folder_of(run, row, zero), name)
    track_text(track, MARK + "track", key)
    track_text(track, MARK + "source", row["track"])
    hue = zlib.crc32(row["track"].encode()) & 0x7F7F7F
    color = rpr.RPR_ColorToNative(64 + (hue >> 16), 64 + (hue >> 8 & 255), 64 + (hue & 255))
    rpr.RPR_SetMediaTrackInfo_Value(track, "I_CUSTOMCOLOR", color | 0x1000000)
    if row["kind"] == "dry":
        azimuth, elevation = (
            math.radians(float(row["azimuth"])),
            math.radians(float(row["elevation"])),
        )
        pan = -math.sin(azimuth) * math.cos(elevation)
        rpr.RPR_SetMediaTrackInfo_Value(track, "D_PAN", pan)
        rpr.RPR_SetMediaTrackInfo_Value(track, "D_VOL", 1.0 / max(float(row["distance"]), 0.2))
    return track


def add_item(track, row, source, mark, position):
    """A row's sound on its track; the new item."""
    item = rpr.RPR_AddMediaItemToTrack(track)
    take = rpr.RPR_AddTakeToMediaItem(item)
    rpr.RPR_SetMediaItemTake_Source(take, source)
    rpr.RPR_GetSetMediaItemTakeInfo_String(take, "P_NAME", row["name"], True)
    stem = row["kind"] == "stem"
    gain = 1.0 if stem else 10.0 ** (float(row["gain"]) / 20.0)
    rpr.RPR_SetMediaItemTakeInfo_Value(take, "D_VOL", gain)
    for key, value in (
        ("C_BEATATTACHMODE", 0.0),
        ("D_POSITION", position),
        ("D_LENGTH", float(row["duration"])),
        ("B_LOOPSRC", 0.0),
        ("D_FADEINLEN", FADE_IN if stem else 0.0),
        ("D_FADEOUTLEN", FADE_OUT),
    ):
        rpr.RPR_SetMediaItemInfo_Value(item, key, value)
    place = "azimuth {azimuth}, elevation {elevation}, distance {distance}".format(**row)
    item_text(item, "P_NOTES", f"{row['name']}\n{place}")
    item_text(item, MARK + "item", mark)
    return item


def yield_to_stem(dry, clip, stem, position):
    """Mute a stem's dry clip as long as the user left it alone; the stem's place, and mute."""
    if dry is None or clip is None:
        return position, False
    seconds, later = float(clip["duration"]), float(stem["start"]) - float(clip["start"])
    length = rpr.RPR_GetMediaItemInfo_Value(dry, "D_LENGTH")
    if rpr.RPR_GetMediaItemInfo_Value(dry, "B_MUTE") or abs(length - seconds) > 0.001:
        return position, True
    rpr.RPR_SetMediaItemInfo_Value(dry, "B_MUTE", 1.0)
    return rpr.RPR_GetMediaItemInfo_Value(dry, "D_POSITION") + later, False


def source_of(folder, file):
    """REAPER's source for a file of the session, or None."""
    if file.startswith(("/", "\\")) or ".." in file or ":" in file:
        return None
    path = os.path.join(folder, *file.split("/"))  # noqa: PTH118
    if not rpr.RPR_file_exists(path):
        return None
    source = rpr.RPR_PCM_Source_CreateFromFile(path)
    empty = not source or source.endswith("x0000000000000000")
    return None if empty else source


def lay(folder, run, rows, whole):
    """Add what is not there yet, in one undo step; the count, and the files that are missing.

    The run lies at ``whole``, but for cues that were sent from REAPER: those have own places.
    """
    there, ready, missing = present(), [], []
    for row in rows:
        mark = f"{run}/{row['id']}"
        if mark in there:
            continue
        source = source_of(folder, row["file"])
        if source is None:
            missing.append(row["file"])
        else:
            ready.append((row, source, mark))
    if not ready:
        return 0, missing
    row_of = {f"{run}/{row['id']}": row for row in rows}
    rpr.RPR_PreventUIRefresh(1)
    rpr.RPR_Undo_BeginBlock2(0)
    try:
        for row, source, mark in ready:
            zero = known_zero(f"{run}/{row['cue']}", whole)
            position, muted = zero + float(row["start"]), False
            track = track_of(run, row, zero)
            if row["kind"] == "stem":
                dry = mark.replace("/stems/", "/clips/", 1)
                position, muted = yield_to_stem(there.get(dry), row_of.get(dry), row, position)
            there[mark] = add_item(track, row, source, mark, position)
            if muted:
                rpr.RPR_SetMediaItemInfo_Value(there[mark], "B_MUTE", 1.0)
    finally:
        rpr.RPR_Undo_EndBlock2(0, TITLE, -1)
        rpr.RPR_PreventUIRefresh(-1)
        rpr.RPR_UpdateArrange()
    return len(ready), missing


def known_zero(key, otherwise=None):
    """Where a run, or a cue of it, counts from in this project."""
    found, _, _, _, known, _ = rpr.RPR_GetProjExtState(0, "ttmba_live", f"zero {key}", "", 64)
    return float(known) if found else otherwise


def zero_of(run):
    """Where the run lies in this project, or is to lie; None if the user cancels."""
    zero = known_zero(run)
    if zero is not None:
        return zero
    question = "Place the session at the edit cursor?\n\nNo places it at the start of the project."
    answer = rpr.RPR_MB(question, TITLE, 3)
    if answer == CANCEL:
        return None
    return rpr.RPR_GetCursorPosition() if answer == YES else 0.0


def main():
    """Ask for a session and a place, and lay it there."""
    chosen, file, _, _ = rpr.RPR_GetUserFileNameForRead("", "Pick a session's manifest.tsv", "tsv")
    if not chosen:
        return
    folder = os.path.dirname(file)  # noqa: PTH120
    run, rows = read(folder)
    if run is None:
        rpr.RPR_MB(f"There is no session in {folder}", TITLE, 0)
        return
    zero = zero_of(run)
    if zero is None:
        return
    added, missing = lay(folder, run, rows, zero)
    if added:
        rpr.RPR_SetProjExtState(0, "ttmba_live", f"zero {run}", f"{zero:.9f}")
    if missing:
        rpr.RPR_MB("These files cannot be read:\n" + "\n".join(missing), TITLE, 0)
    elif not added:
        rpr.RPR_MB("Everything in this session is in the project already.", TITLE, 0)


main()
