ardour {
  ["type"] = "EditorAction",
  name = "ttmba_live: import session",
  license = "MIT",
  author = "ttmba_live",
  description = [[Lays the sounds of a ttmba_live session on tracks: choose its manifest.tsv. Each source
has a track for its stems, and a muted one for its dry clips. A marker stands at the first sound of
each cue. What is in the session already is not added again.]]
}

-- Knows a session's manifest and Ardour's editor. Each region is named after its file, so that it
-- is found again; tracks are found by their names.

local DRY = " (dry)"

local function cells(line)
  local out = {}
  for cell in (line .. "\t"):gmatch("([^\t]*)\t") do out[#out + 1] = cell end
  return out
end

-- Rows of folder/manifest.tsv that are whole, in order; nil and why where there is no session.
local function read_manifest(path)
  if not io then return nil, "Scripts may not read files here: see Ardour's preferences, sandbox." end
  local file = io.open(path, "rb")
  if not file then return nil, "Cannot read " .. path end
  local text = file:read("a")
  file:close()
  local rows, names = {}, nil
  if not text:match("^# ttmba session ") then return nil, "No manifest of a session: " .. path end
  for line in text:gmatch("([^\n]*)\n") do
    line = line:gsub("\r$", "")
    if line:sub(1, 1) ~= "#" then
      local values = cells(line)
      if not names then
        names = values
      elseif #values >= #names then
        local row = {}
        for index, name in ipairs(names) do row[name] = values[index] end
        row.start = tonumber(row.start)
        row.number = #rows
        if row.start and row.file and row.track and (row.kind == "dry" or row.kind == "stem") then
          rows[#rows + 1] = row
        end
      end
    end
  end
  table.sort(rows, function(a, b)
    if a.start ~= b.start then return a.start < b.start end
    return a.number < b.number
  end)
  return rows
end

local function stem_of(file) return file:match("([^/\\]+)%.%w+$") or file end

-- Names of all regions on all tracks.
local function known_regions()
  local known = {}
  for route in Session:get_tracks():iter() do
    local playlist = route:to_track():playlist()
    for region in playlist:region_list():iter() do known[region:name()] = true end
  end
  return known
end

local function track_called(name)
  for route in Session:get_tracks():iter() do
    if route:name() == name then return route:to_track() end
  end
end

local function add_track(name, channels, mute)
  local list = Session:new_audio_track(
    channels, 2, nil, 1, name, ARDOUR.PresentationInfo.max_order, ARDOUR.TrackMode.Normal, true)
  local track = list:front()
  if mute then track:mute_control():set_value(1, PBD.GroupControlDisposition.NoGroup) end
  return track:to_track()
end

-- Imports a file as a region of the session's list, and lays it on a track at a sample.
local function lay(path, track, sample)
  local files = C.StringVector()
  files:push_back(path)
  Editor:do_import(files,
    Editing.ImportDistinctFiles, Editing.ImportToTrack, ARDOUR.SrcQuality.SrcBest,
    ARDOUR.MidiTrackNameSource.SMFTrackName, ARDOUR.MidiTempoMapDisposition.SMFTempoIgnore,
    Temporal.timepos_t(sample), ARDOUR.PluginInfo(), track, false)
end

-- Stems begin and end in silence, and a dry clip is as it was generated: no fades are added.
local function finish(track, name, sample)
  for region in track:playlist():region_list():iter() do
    local audio = region:to_audioregion()
    if region:position():samples() == sample and not audio:isnil() then
      region:set_name(name)
      audio:set_fade_in_active(false)
      audio:set_fade_out_active(false)
    end
  end
end

local function marks()
  local found = {}
  for place in Session:locations():list():iter() do
    if place:is_mark() then found[place:name()] = place end
  end
  return found
end

-- Ardour names a new marker by itself: it is the one that was not there before.
local function add_mark(name, sample)
  local before = marks()
  Editor:mouse_add_new_marker(Temporal.timepos_t(sample), ARDOUR.LocationFlags.IsMark, 0)
  for called, place in pairs(marks()) do
    if not before[called] then place:set_name(name) end
  end
end

local function mark_cues(rows, rate)
  local first, there = {}, marks()
  for _, row in ipairs(rows) do
    if row.kind == "stem" and row.cue and not first[row.cue] then first[row.cue] = row.start end
  end
  for cue, start in pairs(first) do
    local name = "cue " .. cue
    if not there[name] then add_mark(name, math.floor(start * rate + 0.5)) end
  end
end

-- Adds what is missing; how many files, and those that cannot be read.
local function import_session(path)
  local rows, why = read_manifest(path)
  if not rows then return nil, why end
  local folder, rate = path:match("^(.*[/\\])") or "", Session:nominal_sample_rate()
  local known, added, missing = known_regions(), 0, {}
  for _, row in ipairs(rows) do
    local name = stem_of(row.file)
    if not known[name] then
      local file = io.open(folder .. row.file, "rb")
      if file then
        file:close()
        local dry = row.kind == "dry"
        local called = row.track .. (dry and DRY or "")
        local track = track_called(called) or add_track(called, dry and 1 or 2, dry)
        local sample = math.floor(row.start * rate + 0.5)
        lay(folder .. row.file, track, sample)
        finish(track, name, sample)
        added = added + 1
      else
        missing[#missing + 1] = row.file
      end
    end
  end
  mark_cues(rows, rate)
  return added, missing
end

function factory() return function()
  local answer = LuaDialog.Dialog("ttmba_live: import session", {
    { type = "file", key = "path", title = "manifest.tsv of a session", path = "" },
  }):run()
  if not answer or answer.path == "" then return end
  local added, missing = import_session(answer.path)
  local said
  if not added then
    said = missing
  elseif #missing > 0 then
    said = "These files cannot be read:\n" .. table.concat(missing, "\n")
  elseif added == 0 then
    said = "Everything in this session is here already."
  end
  if said then
    LuaDialog.Message("ttmba_live", said, LuaDialog.MessageType.Info, LuaDialog.ButtonType.Close):run()
  end
end end
