{
 "patcher": {
  "title": "ttmba.head help",
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
   490.0
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
  "description": "ttmba.head help",
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
     "text": "ttmba.head"
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
     "text": "Turns the listener's head: yaw + left, pitch + up, roll + right ear down. From the inlet, the number boxes, or a head tracker that sends OSC to the tracker port: /ypr, /orientation, /adm/lis/ypr, or /yaw, /pitch and /roll. If it turns the wrong way, press that angle's invert button. Look ahead and press Recentre."
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
      258,
      79,
      22
     ],
     "outlettype": [
      ""
     ],
     "text": "30. 0. 0."
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
      259.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      539,
      258,
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
     "text": "look left"
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
      84.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      452,
      284,
      86,
      22
     ],
     "outlettype": [
      ""
     ],
     "text": "-30. 0. 0."
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
      252.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      546,
      284,
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
     "text": "look right"
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
      77.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      452,
      310,
      79,
      22
     ],
     "outlettype": [
      ""
     ],
     "text": "0. 20. 0."
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
      259.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      539,
      310,
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
     "text": "look up"
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
      70.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      452,
      336,
      72,
      22
     ],
     "outlettype": [
      ""
     ],
     "text": "0. 0. 0."
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
      266.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      532,
      336,
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
     "text": "look ahead"
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
     "numoutlets": 0,
     "patching_rect": [
      940.0,
      50.0,
      300.0,
      150.0
     ],
     "presentation": 1,
     "presentation_rect": [
      452,
      96,
      300,
      150
     ],
     "outlettype": [],
     "name": "ttmba.head.maxpat",
     "args": [
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
      462,
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
      1280.0,
      226.0,
      120.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      284,
      462,
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
      1280.0,
      254.0,
      766.0,
      36.0
     ],
     "presentation": 1,
     "presentation_rect": [
      16,
      438,
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
     "text": "Arguments: link (ttmba), port of the head tracker (0: none)."
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
