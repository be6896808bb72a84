{
 "patcher": {
  "title": "ttmba.pad help",
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
   614.0
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
  "description": "ttmba.pad help",
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
      1300.0,
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
     "text": "ttmba.pad"
    }
   },
   {
    "box": {
     "id": "obj-2",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1300.0,
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
     "text": "All sources from above: front at the top, left at the left, you in the middle. Sources appear when a cue places them. Drag to move them, their height stays; double click plays one again."
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
      77.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      452,
      458,
      79,
      22
     ],
     "outlettype": [
      ""
     ],
     "text": "range 10."
    }
   },
   {
    "box": {
     "id": "obj-5",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1300.0,
      114.0,
      259.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      539,
      458,
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
     "text": "metres to the edge"
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
      133.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      452,
      484,
      135,
      22
     ],
     "outlettype": [
      ""
     ],
     "text": "add rain 0. 2. 0."
    }
   },
   {
    "box": {
     "id": "obj-7",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1300.0,
      142.0,
      203.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      595,
      484,
      203,
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
     "text": "x front, y left, z up"
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
      91.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      452,
      510,
      93,
      22
     ],
     "outlettype": [
      ""
     ],
     "text": "remove rain"
    }
   },
   {
    "box": {
     "id": "obj-9",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1300.0,
      170.0,
      245.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      553,
      510,
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
     "text": "from the view only"
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
      49.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      452,
      536,
      60,
      22
     ],
     "outlettype": [
      ""
     ],
     "text": "clear"
    }
   },
   {
    "box": {
     "id": "obj-11",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1300.0,
      198.0,
      278.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      520,
      536,
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
     "text": "the view only"
    }
   },
   {
    "box": {
     "id": "obj-12",
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
     "id": "obj-13",
     "maxclass": "bpatcher",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      940.0,
      50.0,
      320.0,
      350.0
     ],
     "presentation": 1,
     "presentation_rect": [
      452,
      96,
      320,
      350
     ],
     "outlettype": [
      "",
      ""
     ],
     "name": "ttmba.pad.maxpat",
     "args": [
      "ttmba",
      5.0
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
     "id": "obj-14",
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
     "id": "obj-15",
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
      586,
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
     "id": "obj-16",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1300.0,
      226.0,
      120.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      284,
      586,
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
     "id": "obj-17",
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
     "id": "obj-18",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1300.0,
      254.0,
      766.0,
      36.0
     ],
     "presentation": 1,
     "presentation_rect": [
      16,
      562,
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
     "text": "Arguments: link (ttmba), metres from the middle to the edge (5)."
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
      "obj-13",
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
      "obj-13",
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
      "obj-13",
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
      "obj-13",
      0
     ],
     "order": 0
    }
   },
   {
    "patchline": {
     "source": [
      "obj-15",
      0
     ],
     "destination": [
      "obj-17",
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
