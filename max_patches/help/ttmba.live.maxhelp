{
 "patcher": {
  "title": "ttmba.live help",
  "fileversion": 1,
  "appversion": {
   "major": 8,
   "minor": 5,
   "revision": 5,
   "architecture": "x64",
   "modernui": 1
  },
  "classnamespace": "box",
  "rect": [
   100.0,
   100.0,
   780.0,
   698.0
  ],
  "bglocked": 0,
  "openinpresentation": 1,
  "default_fontsize": 12.0,
  "default_fontface": 0,
  "default_fontname": "Arial",
  "gridonopen": 1,
  "gridsize": [
   15.0,
   15.0
  ],
  "gridsnaponopen": 1,
  "objectsnaponopen": 1,
  "statusbarvisible": 2,
  "toolbarvisible": 1,
  "lefttoolbarpinned": 0,
  "toptoolbarpinned": 0,
  "righttoolbarpinned": 0,
  "bottomtoolbarpinned": 0,
  "toolbars_unpinned_last_save": 0,
  "tallnewobj": 0,
  "boxanimatetime": 200,
  "enablehscroll": 1,
  "enablevscroll": 1,
  "devicewidth": 0.0,
  "description": "ttmba.live help",
  "digest": "",
  "tags": "",
  "style": "",
  "subpatcher_template": "",
  "assistshowspatchername": 0,
  "boxes": [
   {
    "box": {
     "id": "obj-1",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1160.0,
      20.0,
      748.0,
      30.0
     ],
     "presentation": 1,
     "presentation_rect": [
      16,
      10,
      748,
      30
     ],
     "outlettype": [],
     "textcolor": [
      0.88,
      0.89,
      0.91,
      1.0
     ],
     "fontsize": 20.0,
     "fontface": 1,
     "text": "ttmba.live"
    }
   },
   {
    "box": {
     "id": "obj-2",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1160.0,
      58.0,
      748.0,
      48.0
     ],
     "presentation": 1,
     "presentation_rect": [
      16,
      42,
      748,
      48
     ],
     "outlettype": [],
     "textcolor": [
      0.88,
      0.89,
      0.91,
      1.0
     ],
     "fontsize": 12.0,
     "text": "One ttmba_live daemon. Type what should be heard, press Return. The list shows each source's state, how far its clip is, and buttons to play and stop it. Start the daemon with: ttmba-live serve"
    }
   },
   {
    "box": {
     "id": "obj-3",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      20.0,
      20.0,
      300.0,
      20.0
     ],
     "outlettype": [],
     "fontface": 1,
     "text": "Click these"
    }
   },
   {
    "box": {
     "id": "obj-4",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      20.0,
      50.0,
      602.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      16,
      438,
      604,
      22
     ],
     "outlettype": [
      ""
     ],
     "text": "/ttmba/cue \"a church bell rings far away on the right, then a dog barks on the left\""
    }
   },
   {
    "box": {
     "id": "obj-5",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1160.0,
      114.0,
      152.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      628,
      438,
      152,
      20
     ],
     "outlettype": [],
     "textcolor": [
      0.62,
      0.64,
      0.68,
      1.0
     ],
     "fontsize": 11.0,
     "text": "quotes keep the commas"
    }
   },
   {
    "box": {
     "id": "obj-6",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      20.0,
      80.0,
      217.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      16,
      464,
      219,
      22
     ],
     "outlettype": [
      ""
     ],
     "text": "/ttmba/cue \"rain@10@0,40@3@0\""
    }
   },
   {
    "box": {
     "id": "obj-7",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1160.0,
      142.0,
      537.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      243,
      464,
      537,
      20
     ],
     "outlettype": [],
     "textcolor": [
      0.62,
      0.64,
      0.68,
      1.0
     ],
     "fontsize": 11.0,
     "text": "a cue by numbers: 10 s, in front, above, 3 m"
    }
   },
   {
    "box": {
     "id": "obj-8",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      20.0,
      110.0,
      287.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      16,
      490,
      289,
      22
     ],
     "outlettype": [
      ""
     ],
     "text": "/ttmba/event rain rain 20. 0. 20. 2. 0."
    }
   },
   {
    "box": {
     "id": "obj-9",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1160.0,
      170.0,
      467.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      313,
      490,
      467,
      20
     ],
     "outlettype": [],
     "textcolor": [
      0.62,
      0.64,
      0.68,
      1.0
     ],
     "fontsize": 11.0,
     "text": "one event, called rain"
    }
   },
   {
    "box": {
     "id": "obj-10",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      20.0,
      140.0,
      224.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      16,
      516,
      226,
      22
     ],
     "outlettype": [
      ""
     ],
     "text": "/ttmba/source/rain/azimuth 90."
    }
   },
   {
    "box": {
     "id": "obj-11",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1160.0,
      198.0,
      530.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      250,
      516,
      530,
      20
     ],
     "outlettype": [],
     "textcolor": [
      0.62,
      0.64,
      0.68,
      1.0
     ],
     "fontsize": 11.0,
     "text": "rain to the left"
    }
   },
   {
    "box": {
     "id": "obj-12",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      20.0,
      170.0,
      231.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      16,
      542,
      233,
      22
     ],
     "outlettype": [
      ""
     ],
     "text": "/ttmba/source/rain/azimuth -90."
    }
   },
   {
    "box": {
     "id": "obj-13",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1160.0,
      226.0,
      523.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      257,
      542,
      523,
      20
     ],
     "outlettype": [],
     "textcolor": [
      0.62,
      0.64,
      0.68,
      1.0
     ],
     "fontsize": 11.0,
     "text": "rain to the right"
    }
   },
   {
    "box": {
     "id": "obj-14",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      20.0,
      200.0,
      91.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      16,
      568,
      93,
      22
     ],
     "outlettype": [
      ""
     ],
     "text": "/ttmba/stop"
    }
   },
   {
    "box": {
     "id": "obj-15",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1160.0,
      254.0,
      663.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      117,
      568,
      663,
      20
     ],
     "outlettype": [],
     "textcolor": [
      0.62,
      0.64,
      0.68,
      1.0
     ],
     "fontsize": 11.0,
     "text": "fade everything out"
    }
   },
   {
    "box": {
     "id": "obj-16",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      20.0,
      230.0,
      189.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      16,
      594,
      191,
      22
     ],
     "outlettype": [
      ""
     ],
     "text": "/ttmba/room/preset church"
    }
   },
   {
    "box": {
     "id": "obj-17",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1160.0,
      282.0,
      565.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      215,
      594,
      565,
      20
     ],
     "outlettype": [],
     "textcolor": [
      0.62,
      0.64,
      0.68,
      1.0
     ],
     "fontsize": 11.0,
     "text": "another room; none is free air"
    }
   },
   {
    "box": {
     "id": "obj-18",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      20.0,
      260.0,
      119.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      16,
      620,
      121,
      22
     ],
     "outlettype": [
      ""
     ],
     "text": "/ttmba/nonsense"
    }
   },
   {
    "box": {
     "id": "obj-19",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1160.0,
      310.0,
      635.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      145,
      620,
      635,
      20
     ],
     "outlettype": [],
     "textcolor": [
      0.62,
      0.64,
      0.68,
      1.0
     ],
     "fontsize": 11.0,
     "text": "what is refused shows in the last line"
    }
   },
   {
    "box": {
     "id": "obj-20",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      700.0,
      20.0,
      300.0,
      20.0
     ],
     "outlettype": [],
     "fontface": 1,
     "text": "The module"
    }
   },
   {
    "box": {
     "id": "obj-21",
     "maxclass": "bpatcher",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      700.0,
      50.0,
      420.0,
      330.0
     ],
     "presentation": 1,
     "presentation_rect": [
      16,
      96,
      420,
      330
     ],
     "outlettype": [
      "",
      ""
     ],
     "name": "ttmba.live.maxpat",
     "args": [
      "127.0.0.1",
      7400,
      "ttmba",
      0
     ],
     "bgmode": 0,
     "border": 0,
     "clickthrough": 0,
     "enablehscroll": 0,
     "enablevscroll": 0,
     "lockeddragscroll": 0,
     "offset": [
      0.0,
      0.0
     ],
     "viewvisibility": 1
    }
   },
   {
    "box": {
     "id": "obj-22",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1160.0,
      338.0,
      748.0,
      36.0
     ],
     "presentation": 1,
     "presentation_rect": [
      16,
      646,
      748,
      36
     ],
     "outlettype": [],
     "textcolor": [
      0.88,
      0.89,
      0.91,
      1.0
     ],
     "fontsize": 11.0,
     "text": "Arguments: host (127.0.0.1), port (7400), link (ttmba), port to listen on (0: any free one). Modules with the same link talk to the same daemon."
    }
   }
  ],
  "lines": [
   {
    "patchline": {
     "source": [
      "obj-4",
      0
     ],
     "destination": [
      "obj-21",
      0
     ],
     "order": 0
    }
   },
   {
    "patchline": {
     "source": [
      "obj-6",
      0
     ],
     "destination": [
      "obj-21",
      0
     ],
     "order": 0
    }
   },
   {
    "patchline": {
     "source": [
      "obj-8",
      0
     ],
     "destination": [
      "obj-21",
      0
     ],
     "order": 0
    }
   },
   {
    "patchline": {
     "source": [
      "obj-10",
      0
     ],
     "destination": [
      "obj-21",
      0
     ],
     "order": 0
    }
   },
   {
    "patchline": {
     "source": [
      "obj-12",
      0
     ],
     "destination": [
      "obj-21",
      0
     ],
     "order": 0
    }
   },
   {
    "patchline": {
     "source": [
      "obj-14",
      0
     ],
     "destination": [
      "obj-21",
      0
     ],
     "order": 0
    }
   },
   {
    "patchline": {
     "source": [
      "obj-16",
      0
     ],
     "destination": [
      "obj-21",
      0
     ],
     "order": 0
    }
   },
   {
    "patchline": {
     "source": [
      "obj-18",
      0
     ],
     "destination": [
      "obj-21",
      0
     ],
     "order": 0
    }
   }
  ],
  "dependency_cache": [],
  "autosave": 0,
  "editing_bgcolor": [
   0.88,
   0.89,
   0.91,
   1.0
  ],
  "locked_bgcolor": [
   0.2,
   0.21,
   0.23,
   1.0
  ]
 }
}
