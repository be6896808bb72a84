{
 "patcher": {
  "title": "ttmba.source help",
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
   798.0,
   672.0
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
  "description": "ttmba.source help",
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
      1280.0,
      20.0,
      766.0,
      30.0
     ],
     "presentation": 1,
     "presentation_rect": [
      16,
      10,
      766,
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
     "text": "ttmba.source"
    }
   },
   {
    "box": {
     "id": "obj-2",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1280.0,
      58.0,
      766.0,
      48.0
     ],
     "presentation": 1,
     "presentation_rect": [
      16,
      42,
      766,
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
     "text": "One source. The dial is a plan view: the top is in front of you, the left is your left; azimuth is + left, elevation + up. The controls follow when the source is placed or dragged elsewhere, and send only what you move."
    }
   },
   {
    "box": {
     "id": "obj-3",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      480.0,
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
      480.0,
      50.0,
      91.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      452,
      282,
      93,
      22
     ],
     "outlettype": [
      ""
     ],
     "text": "azimuth 90."
    }
   },
   {
    "box": {
     "id": "obj-5",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1280.0,
      114.0,
      245.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      553,
      282,
      245,
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
     "text": "left"
    }
   },
   {
    "box": {
     "id": "obj-6",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      480.0,
      80.0,
      98.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      452,
      308,
      100,
      22
     ],
     "outlettype": [
      ""
     ],
     "text": "azimuth -90."
    }
   },
   {
    "box": {
     "id": "obj-7",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1280.0,
      142.0,
      238.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      560,
      308,
      238,
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
     "text": "right"
    }
   },
   {
    "box": {
     "id": "obj-8",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      480.0,
      110.0,
      84.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      452,
      334,
      86,
      22
     ],
     "outlettype": [
      ""
     ],
     "text": "azimuth 0."
    }
   },
   {
    "box": {
     "id": "obj-9",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1280.0,
      170.0,
      252.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      546,
      334,
      252,
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
     "text": "in front"
    }
   },
   {
    "box": {
     "id": "obj-10",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      480.0,
      140.0,
      105.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      452,
      360,
      107,
      22
     ],
     "outlettype": [
      ""
     ],
     "text": "elevation 45."
    }
   },
   {
    "box": {
     "id": "obj-11",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1280.0,
      198.0,
      231.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      567,
      360,
      231,
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
     "text": "above"
    }
   },
   {
    "box": {
     "id": "obj-12",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      480.0,
      170.0,
      91.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      452,
      386,
      93,
      22
     ],
     "outlettype": [
      ""
     ],
     "text": "distance 8."
    }
   },
   {
    "box": {
     "id": "obj-13",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1280.0,
      226.0,
      245.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      553,
      386,
      245,
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
     "text": "metres"
    }
   },
   {
    "box": {
     "id": "obj-14",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      480.0,
      200.0,
      70.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      452,
      412,
      72,
      22
     ],
     "outlettype": [
      ""
     ],
     "text": "gain -6."
    }
   },
   {
    "box": {
     "id": "obj-15",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1280.0,
      254.0,
      266.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      532,
      412,
      266,
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
     "text": "dB"
    }
   },
   {
    "box": {
     "id": "obj-16",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      480.0,
      230.0,
      56.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      452,
      438,
      60,
      22
     ],
     "outlettype": [
      ""
     ],
     "text": "mute 1"
    }
   },
   {
    "box": {
     "id": "obj-17",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1280.0,
      282.0,
      278.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      520,
      438,
      278,
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
     "text": "or 0"
    }
   },
   {
    "box": {
     "id": "obj-18",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      480.0,
      260.0,
      42.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      452,
      464,
      60,
      22
     ],
     "outlettype": [
      ""
     ],
     "text": "play"
    }
   },
   {
    "box": {
     "id": "obj-19",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1280.0,
      310.0,
      278.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      520,
      464,
      278,
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
     "text": "again, at once"
    }
   },
   {
    "box": {
     "id": "obj-20",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      480.0,
      290.0,
      42.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      452,
      490,
      60,
      22
     ],
     "outlettype": [
      ""
     ],
     "text": "stop"
    }
   },
   {
    "box": {
     "id": "obj-21",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1280.0,
      338.0,
      278.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      520,
      490,
      278,
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
     "text": "fade it out"
    }
   },
   {
    "box": {
     "id": "obj-22",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      480.0,
      320.0,
      70.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      452,
      516,
      72,
      22
     ],
     "outlettype": [
      ""
     ],
     "text": "room -6."
    }
   },
   {
    "box": {
     "id": "obj-23",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1280.0,
      366.0,
      266.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      532,
      516,
      266,
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
     "text": "what goes into the room, dB"
    }
   },
   {
    "box": {
     "id": "obj-24",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      480.0,
      350.0,
      84.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      452,
      542,
      86,
      22
     ],
     "outlettype": [
      ""
     ],
     "text": "spread 60."
    }
   },
   {
    "box": {
     "id": "obj-25",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1280.0,
      394.0,
      252.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      546,
      542,
      252,
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
     "text": "how wide, degrees"
    }
   },
   {
    "box": {
     "id": "obj-26",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      480.0,
      380.0,
      49.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      452,
      568,
      60,
      22
     ],
     "outlettype": [
      ""
     ],
     "text": "again"
    }
   },
   {
    "box": {
     "id": "obj-27",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1280.0,
      422.0,
      278.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      520,
      568,
      278,
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
     "text": "another take"
    }
   },
   {
    "box": {
     "id": "obj-28",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      480.0,
      410.0,
      77.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      452,
      594,
      79,
      22
     ],
     "outlettype": [
      ""
     ],
     "text": "name bell"
    }
   },
   {
    "box": {
     "id": "obj-29",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1280.0,
      450.0,
      259.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      539,
      594,
      259,
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
     "text": "control another source"
    }
   },
   {
    "box": {
     "id": "obj-30",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      940.0,
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
     "id": "obj-31",
     "maxclass": "bpatcher",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      940.0,
      50.0,
      300.0,
      174.0
     ],
     "presentation": 1,
     "presentation_rect": [
      452,
      96,
      300,
      174
     ],
     "outlettype": [],
     "name": "ttmba.source.maxpat",
     "args": [
      "rain",
      "ttmba"
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
     "id": "obj-32",
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
     "text": "The daemon"
    }
   },
   {
    "box": {
     "id": "obj-33",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      20.0,
      50.0,
      287.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      16,
      644,
      260,
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
     "id": "obj-34",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1280.0,
      478.0,
      120.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      284,
      644,
      120,
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
     "text": "something to hear"
    }
   },
   {
    "box": {
     "id": "obj-35",
     "maxclass": "bpatcher",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      20.0,
      80.0,
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
     "id": "obj-36",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1280.0,
      506.0,
      766.0,
      36.0
     ],
     "presentation": 1,
     "presentation_rect": [
      16,
      620,
      766,
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
     "text": "Arguments: the source's name, link (ttmba)."
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
      "obj-31",
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
      "obj-31",
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
      "obj-31",
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
      "obj-31",
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
      "obj-31",
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
      "obj-31",
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
      "obj-31",
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
      "obj-31",
      0
     ],
     "order": 0
    }
   },
   {
    "patchline": {
     "source": [
      "obj-20",
      0
     ],
     "destination": [
      "obj-31",
      0
     ],
     "order": 0
    }
   },
   {
    "patchline": {
     "source": [
      "obj-22",
      0
     ],
     "destination": [
      "obj-31",
      0
     ],
     "order": 0
    }
   },
   {
    "patchline": {
     "source": [
      "obj-24",
      0
     ],
     "destination": [
      "obj-31",
      0
     ],
     "order": 0
    }
   },
   {
    "patchline": {
     "source": [
      "obj-26",
      0
     ],
     "destination": [
      "obj-31",
      0
     ],
     "order": 0
    }
   },
   {
    "patchline": {
     "source": [
      "obj-28",
      0
     ],
     "destination": [
      "obj-31",
      0
     ],
     "order": 0
    }
   },
   {
    "patchline": {
     "source": [
      "obj-33",
      0
     ],
     "destination": [
      "obj-35",
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
