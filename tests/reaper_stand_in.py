"""Stands in for REAPER's Python module ``reaper_python``: handles are strings, as there.

It knows the documented functions that the script uses, with their arguments and what they return
(out-parameters come back in a tuple with the inputs), and refuses changes outside an undo block.
"""
# ruff: noqa: N802, ARG002 - the names and arguments are REAPER's

from pathlib import Path
from types import ModuleType

import soundfile

TEXTS = {"MediaTrack*": {"P_NAME"}, "MediaItem*": {"P_NOTES"}, "MediaItem_Take*": {"P_NAME"}}
VALUES = {
    "MediaTrack*": {"I_FOLDERDEPTH": 0.0, "I_CUSTOMCOLOR": 0.0, "D_PAN": 0.0, "D_VOL": 1.0},
    "MediaItem*": {"D_POSITION": 0.0, "D_LENGTH": 0.0, "D_FADEINLEN": 0.0, "D_FADEOUTLEN": 0.0,
                   "B_LOOPSRC": 1.0, "C_BEATATTACHMODE": -1.0, "B_MUTE": 0.0},
    "MediaItem_Take*": {"D_VOL": 1.0},
}  # fmt: skip


class Reaper:
    """A project; `module` is what a script imports."""

    def __init__(self):
        self.tracks, self.items, self.takes, self.sources = [], {}, {}, {}
        self.texts, self.values = {}, {}
        self.depth = self.refresh = self.count = 0
        self.undo, self.markers, self.boxes, self.answers, self.project = [], [], [], [], {}
        self.cursor = 3.5

    def module(self):
        made = ModuleType("reaper_python")
        for name in dir(self):
            if name.startswith("RPR_"):
                setattr(made, name, getattr(self, name))
        return made

    def _new(self, kind):
        self.count += 1
        return f"({kind}){self.count:#018x}"

    def _change(self):
        assert self.depth > 0
        assert self.refresh > 0

    def _kind(self, handle):
        return handle[1 : handle.index(")")]

    def _text(self, handle, key, value, write):
        assert isinstance(write, bool)
        assert key.startswith("P_EXT:") or key in TEXTS[self._kind(handle)], key
        if write:
            self._change()
            self.texts[handle, key] = value
        held = self.texts.get((handle, key), "")
        return (bool(held), handle, key, held, write)

    def _set(self, handle, key, value):
        assert key in VALUES[self._kind(handle)], key
        assert isinstance(value, (int, float))
        self._change()
        self.values[handle, key] = value
        return True

    def _get(self, handle, key):
        return float(self.values.get((handle, key), VALUES[self._kind(handle)][key]))

    RPR_GetSetMediaTrackInfo_String = _text
    RPR_GetSetMediaItemInfo_String = _text
    RPR_GetSetMediaItemTakeInfo_String = _text
    RPR_SetMediaTrackInfo_Value = _set
    RPR_SetMediaItemInfo_Value = _set
    RPR_SetMediaItemTakeInfo_Value = _set
    RPR_GetMediaTrackInfo_Value = _get
    RPR_GetMediaItemInfo_Value = _get

    def RPR_CountTracks(self, proj):
        assert proj == 0
        return len(self.tracks)

    def RPR_GetTrack(self, proj, index):
        assert proj == 0
        return self.tracks[index]

    def RPR_InsertTrackAtIndex(self, index, defaults):
        self._change()
        assert isinstance(defaults, bool)
        assert 0 <= index <= len(self.tracks)
        self.tracks.insert(index, self._new("MediaTrack*"))

    def RPR_CountTrackMediaItems(self, track):
        return len(self.items.get(track, ()))

    def RPR_GetTrackMediaItem(self, track, index):
        return self.items[track][index]

    def RPR_AddMediaItemToTrack(self, track):
        self._change()
        item = self._new("MediaItem*")
        self.items.setdefault(track, []).append(item)
        return item

    def RPR_AddTakeToMediaItem(self, item):
        self._change()
        self.takes[item] = self._new("MediaItem_Take*")
        return self.takes[item]

    def RPR_SetMediaItemTake_Source(self, take, source):
        self._change()
        assert source in self.sources
        self.sources[take] = self.sources[source]
        return True

    def RPR_file_exists(self, path):
        return Path(path).is_file()

    def RPR_PCM_Source_CreateFromFile(self, path):
        try:
            soundfile.info(path)
        except soundfile.LibsndfileError:
            return "(PCM_source*)0x0000000000000000"
        source = self._new("PCM_source*")
        self.sources[source] = path
        return source

    def RPR_Undo_BeginBlock2(self, proj):
        self.depth += 1

    def RPR_Undo_EndBlock2(self, proj, title, flags):
        assert flags == -1
        self.depth -= 1
        self.undo.append(title)

    def RPR_PreventUIRefresh(self, by):
        self.refresh += by

    def RPR_UpdateArrange(self):
        assert self.refresh == 0

    def RPR_AddProjectMarker2(self, proj, region, position, end, name, index, color):
        self._change()
        self.markers.append((position, name))
        return len(self.markers)

    def RPR_ColorToNative(self, red, green, blue):
        assert all(0 <= part <= 255 for part in (red, green, blue))
        return red | green << 8 | blue << 16

    def RPR_GetUserFileNameForRead(self, file, title, ending):
        answer = self.answers.pop(0)
        return (int(bool(answer)), answer or file, title, ending)

    def RPR_MB(self, text, title, kind):
        self.boxes.append(text)
        return self.answers.pop(0) if kind == 3 else 1

    def RPR_GetCursorPosition(self):
        return self.cursor

    def RPR_GetProjExtState(self, proj, section, key, value, size):
        held = self.project.get((section, key), "")
        return (int(bool(held)), proj, section, key, held[: size - 1], size)

    def RPR_SetProjExtState(self, proj, section, key, value):
        self.project[section, key] = value
        return 1
