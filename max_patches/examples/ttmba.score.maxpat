{
 "patcher": {
  "title": "ttmba.score",
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
   470.0,
   470.0
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
  "description": "ttmba.score",
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
      880.0,
      20.0,
      438.0,
      30.0
     ],
     "presentation": 1,
     "presentation_rect": [
      16,
      10,
      438,
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
     "text": "Cues in time"
    }
   },
   {
    "box": {
     "id": "obj-2",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      880.0,
      58.0,
      438.0,
      48.0
     ],
     "presentation": 1,
     "presentation_rect": [
      16,
      42,
      438,
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
     "text": "One click sends three cues, four seconds apart. Each may be changed: unlock the patch and type into its message box."
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
     "text": "One after another"
    }
   },
   {
    "box": {
     "id": "obj-4",
     "maxclass": "live.text",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      20.0,
      50.0,
      80.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      16,
      92,
      80,
      22
     ],
     "outlettype": [
      "",
      ""
     ],
     "parameter_enable": 1,
     "mode": 0,
     "texton": "Begin",
     "varname": "begin",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_enum": [
        "off",
        "on"
       ],
       "parameter_longname": "begin",
       "parameter_mmax": 1,
       "parameter_shortname": "begin",
       "parameter_type": 2
      }
     },
     "text": "Begin"
    }
   },
   {
    "box": {
     "id": "obj-5",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      20.0,
      80.0,
      210.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/ttmba/cue \"wind all around\""
    }
   },
   {
    "box": {
     "id": "obj-6",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      20.0,
      110.0,
      84.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "delay 4000"
    }
   },
   {
    "box": {
     "id": "obj-7",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      20.0,
      140.0,
      252.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/ttmba/cue \"footsteps on the left\""
    }
   },
   {
    "box": {
     "id": "obj-8",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      20.0,
      170.0,
      84.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "delay 4000"
    }
   },
   {
    "box": {
     "id": "obj-9",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      20.0,
      200.0,
      273.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/ttmba/cue \"thunder behind, far away\""
    }
   },
   {
    "box": {
     "id": "obj-10",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      20.0,
      230.0,
      84.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "delay 4000"
    }
   },
   {
    "box": {
     "id": "obj-11",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      420.0,
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
     "id": "obj-12",
     "maxclass": "bpatcher",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      420.0,
      50.0,
      420.0,
      330.0
     ],
     "presentation": 1,
     "presentation_rect": [
      16,
      124,
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
      "obj-5",
      0
     ],
     "order": 0
    }
   },
   {
    "patchline": {
     "source": [
      "obj-4",
      0
     ],
     "destination": [
      "obj-6",
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
      "obj-7",
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
      "obj-8",
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
      "obj-9",
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
      "obj-10",
      0
     ],
     "order": 0
    }
   },
   {
    "patchline": {
     "source": [
      "obj-5",
      0
     ],
     "destination": [
      "obj-12",
      0
     ],
     "order": 0
    }
   },
   {
    "patchline": {
     "source": [
      "obj-7",
      0
     ],
     "destination": [
      "obj-12",
      0
     ],
     "order": 0
    }
   },
   {
    "patchline": {
     "source": [
      "obj-9",
      0
     ],
     "destination": [
      "obj-12",
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
