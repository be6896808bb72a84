-- @description ttmba_live: sessions and live sound from text on tracks
-- @author ttmba_live
-- @version 0.1.0
-- @changelog First version
-- @about
--   # ttmba_live in REAPER
--
--   Import a session, follow a live one, send a cue to the edit cursor, and move sources by their
--   tracks' pan. The daemon is `ttmba-live serve --session FOLDER`.
-- @provides
--   [nomain] .
--   [main] ttmba_live_Import session.lua
--   [main] ttmba_live_Follow live session.lua
--   [main] ttmba_live_Send cue.lua
--   [main] ttmba_live_Send item positions.lua
--   [main] ttmba_live_Source automation.lua
--   [main] ttmba_live_Import session.py
--   [effect] ttmba source.jsfx

-- What the ttmba_live scripts share: reading a session's manifest, and laying its sounds on
-- tracks. It touches neither the edit cursor nor the selection. Everything it makes carries a
-- mark (P_EXT), so that it is found again whatever the user has renamed or moved.

local M = {}

local SECTION = 'ttmba_live'
local TRACK, CUE, ITEM, SOURCE = -- marks
  'P_EXT:ttmba_live_track', 'P_EXT:ttmba_live_cue', 'P_EXT:ttmba_live_item',
  'P_EXT:ttmba_live_source'
local FADE_IN, FADE_OUT = 0.0005, 0.005
local COLORS = {
  { 214, 96, 77 }, { 67, 147, 195 }, { 90, 174, 97 }, { 230, 171, 2 }, { 153, 112, 171 },
  { 27, 158, 119 }, { 231, 138, 195 }, { 166, 118, 29 }, { 102, 166, 30 }, { 117, 112, 179 },
}

M.SECTION, M.SOURCE = SECTION, SOURCE

-- The manifest ------------------------------------------------------------------------------

local function cells(line)
  local out = {}
  for cell in (line .. '\t'):gmatch('([^\t]*)\t') do out[#out + 1] = cell end
  return out
end

local function row_of(names, line)
  local row = {}
  local values = cells(line)
  if #values < #names then return nil end
  for index, name in ipairs(names) do row[name] = values[index] end
  row.start, row.duration = tonumber(row.start), tonumber(row.duration)
  row.cue = math.tointeger(tonumber(row.cue)) or 1
  row.gain = tonumber(row.gain) or 0
  local usable = row.id and row.track and row.file and row.start and row.duration
  if not usable or (row.kind ~= 'dry' and row.kind ~= 'stem') then return nil end
  return row
end

-- Reads folder/manifest.tsv: { run = its name, rows = { ... } }, or nil if there is none.
-- A last line without its end is still being written, and left out.
function M.read(folder)
  local file = io.open(folder .. '/manifest.tsv', 'rb')
  if not file then return nil end
  local text = file:read('a')
  file:close()
  local run, names, rows = nil, nil, {}
  for line in text:gmatch('([^\n]*)\n') do
    line = line:gsub('\r$', '')
    if not run then
      run = line:match('^# ttmba session (.+)$')
      if not run then return nil end
    elseif not names then
      names = cells(line)
    else
      rows[#rows + 1] = row_of(names, line)
    end
  end
  return run and { run = run, rows = rows }
end

-- Finding and making tracks -------------------------------------------------------------------

local function mark(track, key)
  local _, value = reaper.GetSetMediaTrackInfo_String(track, key, '', false)
  return value
end

local function find_track(key, value)
  for index = 0, reaper.CountTracks(0) - 1 do
    local track = reaper.GetTrack(0, index)
    if mark(track, key) == value then return track, index end
  end
end

local function depth_of(track) return reaper.GetMediaTrackInfo_Value(track, 'I_FOLDERDEPTH') end

local function insert_track(index, name, depth)
  reaper.InsertTrackAtIndex(index, false)
  local track = reaper.GetTrack(0, index)
  reaper.GetSetMediaTrackInfo_String(track, 'P_NAME', name, true)
  reaper.SetMediaTrackInfo_Value(track, 'I_FOLDERDEPTH', depth)
  return track
end

-- Puts a track at the end of a folder, wherever the user has the folder now.
local function insert_in_folder(index, name)
  local folder = reaper.GetTrack(0, index)
  local outer = depth_of(folder)
  if outer < 1 then -- empty so far, or no folder any more
    reaper.SetMediaTrackInfo_Value(folder, 'I_FOLDERDEPTH', 1)
    return insert_track(index + 1, name, outer - 1)
  end
  local open, last = 1, index
  while open > 0 and last + 1 < reaper.CountTracks(0) do
    last = last + 1
    open = open + depth_of(reaper.GetTrack(0, last))
  end
  if last == index then return insert_track(index + 1, name, -1) end
  local closing = reaper.GetTrack(0, last)
  local depth = depth_of(closing)
  reaper.SetMediaTrackInfo_Value(closing, 'I_FOLDERDEPTH', 0)
  return insert_track(last + 1, name, depth)
end

local function cue_folder(run, row, zero)
  local key = run .. '/' .. row.cue
  local folder, index = find_track(CUE, key)
  if folder then return index end
  index = reaper.CountTracks(0)
  local name = 'cue ' .. row.cue
  folder = insert_track(index, name, 0)
  reaper.GetSetMediaTrackInfo_String(folder, CUE, key, true)
  reaper.AddProjectMarker2(0, false, zero + row.start, 0, name, -1, 0)
  return index
end

local function color_of(name)
  local sum = 0
  for index = 1, #name do sum = (sum * 31 + name:byte(index)) % 65521 end
  local color = COLORS[sum % #COLORS + 1]
  return reaper.ColorToNative(color[1], color[2], color[3]) | 0x1000000
end

-- Pan and volume of a place: left is -1, one metre is 1.
local function fader_of(row)
  local azimuth = math.rad(tonumber(row.azimuth) or 0)
  local elevation = math.rad(tonumber(row.elevation) or 0)
  local distance = math.max(tonumber(row.distance) or 1, 0.2)
  return -math.sin(azimuth) * math.cos(elevation), 1 / distance
end

local function source_track(run, row, zero)
  local key = table.concat({ run, row.cue, row.track, row.kind }, '/')
  local track = find_track(TRACK, key)
  if track then return track end
  local name = row.kind == 'dry' and row.name .. ' (dry)' or row.name
  track = insert_in_folder(cue_folder(run, row, zero), name)
  reaper.GetSetMediaTrackInfo_String(track, TRACK, key, true)
  reaper.GetSetMediaTrackInfo_String(track, SOURCE, row.track, true)
  reaper.SetMediaTrackInfo_Value(track, 'I_CUSTOMCOLOR', color_of(row.track))
  if row.kind == 'dry' then
    local pan, volume = fader_of(row)
    reaper.SetMediaTrackInfo_Value(track, 'D_PAN', pan)
    reaper.SetMediaTrackInfo_Value(track, 'D_VOL', volume)
  end
  return track
end

-- Items -----------------------------------------------------------------------------------

-- Every item of ours in the project by its mark; and where the last of them ends.
function M.present()
  local items, finish = {}, 0
  for t = 0, reaper.CountTracks(0) - 1 do
    local track = reaper.GetTrack(0, t)
    for i = 0, reaper.CountTrackMediaItems(track) - 1 do
      local item = reaper.GetTrackMediaItem(track, i)
      local _, id = reaper.GetSetMediaItemInfo_String(item, ITEM, '', false)
      if id ~= '' then
        items[id] = item
        finish = math.max(finish, reaper.GetMediaItemInfo_Value(item, 'D_POSITION')
          + reaper.GetMediaItemInfo_Value(item, 'D_LENGTH'))
      end
    end
  end
  return items, finish
end

local function notes_of(row)
  return ('%s\nazimuth %s, elevation %s, distance %s'):format(
    row.name, row.azimuth or '?', row.elevation or '?', row.distance or '?')
end

local function insert_item(track, row, source, id, position)
  local item = reaper.AddMediaItemToTrack(track)
  local take = reaper.AddTakeToMediaItem(item)
  reaper.SetMediaItemTake_Source(take, source)
  reaper.GetSetMediaItemTakeInfo_String(take, 'P_NAME', row.name, true)
  local gain = row.kind == 'dry' and 10 ^ (row.gain / 20) or 1
  reaper.SetMediaItemTakeInfo_Value(take, 'D_VOL', gain)
  local length, in_beats = reaper.GetMediaSourceLength(source)
  reaper.SetMediaItemInfo_Value(item, 'C_BEATATTACHMODE', 0)
  reaper.SetMediaItemInfo_Value(item, 'D_POSITION', position)
  reaper.SetMediaItemInfo_Value(item, 'D_LENGTH', in_beats and row.duration or length)
  reaper.SetMediaItemInfo_Value(item, 'B_LOOPSRC', 0)
  reaper.SetMediaItemInfo_Value(item, 'D_FADEINLEN', row.kind == 'stem' and FADE_IN or 0)
  reaper.SetMediaItemInfo_Value(item, 'D_FADEOUTLEN', FADE_OUT)
  reaper.GetSetMediaItemInfo_String(item, 'P_NOTES', notes_of(row), true)
  reaper.GetSetMediaItemInfo_String(item, ITEM, id, true)
  if reaper.PCM_Source_BuildPeaks(source, 0) ~= 0 then
    while reaper.PCM_Source_BuildPeaks(source, 1) ~= 0 do end
    reaper.PCM_Source_BuildPeaks(source, 2)
  end
  return item
end

-- A stem goes where its dry clip lies now, and that is muted. A dry clip that the user has cut or
-- muted stays as it is, and the stem comes muted.
local function insert_stem(track, row, source, id, dry, position)
  local untouched = dry and reaper.GetMediaItemInfo_Value(dry.item, 'B_MUTE') == 0
    and math.abs(reaper.GetMediaItemInfo_Value(dry.item, 'D_LENGTH') - dry.row.duration) < 0.001
  if untouched then
    position = reaper.GetMediaItemInfo_Value(dry.item, 'D_POSITION') + row.start - dry.row.start
    reaper.SetMediaItemInfo_Value(dry.item, 'B_MUTE', 1)
  end
  local item = insert_item(track, row, source, id, position)
  if dry and not untouched then reaper.SetMediaItemInfo_Value(item, 'B_MUTE', 1) end
  return item
end

local function path_of(folder, file)
  local inside = not file:find('^[/\\]') and not file:find('%.%.') and not file:find(':')
  return inside and folder .. '/' .. file
end

-- The id of the dry clip that a stem belongs to; nil for a dry clip.
local function dry_of(row) return row.kind == 'stem' and row.id:gsub('^stems/', 'clips/') or nil end

-- The rows that can be laid now, each with its source; and the files that cannot be read.
local function readable(folder, run, rows, seen, there)
  local ready, missing = {}, {}
  for _, row in ipairs(rows) do
    local id, path = run .. '/' .. row.id, path_of(folder, row.file)
    local dry = dry_of(row)
    dry = dry and run .. '/' .. dry
    if there[id] or (dry and seen[dry] and not there[dry]) then
      seen[id] = true -- another script laid it, or the user threw its dry clip away
    elseif not seen[id] then
      local source = path and reaper.file_exists(path) and reaper.PCM_Source_CreateFromFile(path)
      if source then
        ready[#ready + 1] = { row = row, source = source, id = id, dry = dry }
      else
        missing[#missing + 1] = row.file
      end
      there[id] = source
    end
  end
  return ready, missing
end

-- Lays rows on tracks, each where its cue lies in the project, in one undo step. Rows whose item
-- is there are passed over; `seen` (a set of marks) is asked first and added to.
-- Returns how many were added, and the files that could not be read.
function M.insert(folder, session, rows, seen, title)
  local run = session.run
  local ready, missing = readable(folder, run, rows, seen, (M.present()))
  if #ready == 0 then return 0, missing end
  local by_id = {}
  for _, row in ipairs(session.rows) do by_id[run .. '/' .. row.id] = row end
  for _, one in ipairs(ready) do one.zero = M.zero_of(run, one.row.cue) end
  local items = M.present()
  reaper.PreventUIRefresh(1)
  reaper.Undo_BeginBlock2(0)
  local well, problem = pcall(function()
    for _, one in ipairs(ready) do
      local row, position = one.row, one.zero + one.row.start
      local track = source_track(run, row, one.zero)
      local dry = items[one.dry]
      dry = dry and { item = dry, row = by_id[one.dry] or row }
      items[one.id] = one.dry and insert_stem(track, row, one.source, one.id, dry, position)
        or insert_item(track, row, one.source, one.id, position)
      seen[one.id] = true
    end
  end)
  reaper.Undo_EndBlock2(0, title, -1)
  reaper.PreventUIRefresh(-1)
  reaper.TrackList_AdjustWindows(false)
  reaper.UpdateArrange()
  if not well then error(problem, 0) end
  return #ready, missing
end

-- Time ------------------------------------------------------------------------------------

local function known(key)
  local found, value = reaper.GetProjExtState(0, SECTION, 'zero ' .. key)
  return found > 0 and tonumber(value) or nil
end

-- Lets a run's zero, or the one that a cue of it counts from, lie there in this project.
function M.set_zero(zero, run, cue)
  local key = cue and run .. '/' .. cue or run
  reaper.SetProjExtState(0, SECTION, 'zero ' .. key, ('%.9f'):format(zero))
end

-- Where a run's zero lies in this project, if that is settled; nil otherwise.
function M.known_zero(run) return known(run) end

-- Where the zero lies that a cue counts from: its own, if it was sent from REAPER, else its run's.
-- A run that is new comes after everything that earlier runs left, at a whole second.
function M.zero_of(run, cue)
  local zero = known(run .. '/' .. cue) or known(run)
  if zero then return zero end
  local _, finish = M.present()
  M.set_zero(math.ceil(finish), run)
  return math.ceil(finish)
end

-- A cue whose place is still to be settled is left alone by other scripts until then. Before its
-- number is known, every cue after `last` is.
local function hold_key(run, cue) return 'hold ' .. run .. (cue and '/' .. cue or '') end

function M.hold(run, cue, last)
  reaper.SetExtState(SECTION, hold_key(run, cue), tostring(last), false)
end

function M.release(run, cue)
  reaper.DeleteExtState(SECTION, hold_key(run, cue), false)
  reaper.DeleteExtState(SECTION, hold_key(run), false)
end

function M.held(run, cue)
  if reaper.GetExtState(SECTION, hold_key(run, cue)) ~= '' then return true end
  local last = tonumber(reaper.GetExtState(SECTION, hold_key(run)))
  return last ~= nil and cue > last
end

-- The session's folder: the one remembered, or asked for. nil if the user cancels.
function M.ask_folder(title, anew)
  local folder = reaper.GetExtState(SECTION, 'folder')
  if folder ~= '' and not anew then return folder end
  local chosen, file = reaper.GetUserFileNameForRead('', title, 'tsv')
  if not chosen then return nil end
  folder = file:match('^(.*)[/\\][^/\\]*$') or '.'
  reaper.SetExtState(SECTION, 'folder', folder, true)
  return folder
end

-- The id of the source that a track stands for: what a session says, else the track's name.
function M.source_of(track)
  local _, source = reaper.GetSetMediaTrackInfo_String(track, SOURCE, '', false)
  if source ~= '' then return source end
  local _, name = reaper.GetSetMediaTrackInfo_String(track, 'P_NAME', '', false)
  name = name:lower():gsub('[%s/#%*%?,%[%]{}"\'\\:<>|]+', '_'):gsub('^_+', ''):gsub('_+$', '')
  return name ~= '' and name or nil
end

-- The helper ------------------------------------------------------------------------------

-- Lua in REAPER has no sockets: the program sends. Its words go through no shell, but quotes
-- inside a word would end it, so those are changed and what shells would read is left out.
function M.word(text)
  return '"' .. text:gsub('"', "'"):gsub('[\\`$%c]', ' ') .. '"'
end

local function program()
  local named = reaper.GetExtState(SECTION, 'program')
  if named == '' then named = 'ttmba-live' end
  return (named:gsub('\\', '/')) -- Windows takes slashes too, and M.word leaves backslashes out
end

local function port_words()
  local port = reaper.GetExtState(SECTION, 'port')
  return port ~= '' and { '--port ' .. port } or {}
end

-- Starts the helper that stands between REAPER and the daemon, and does not wait for it.
function M.launch(folder, run)
  local words = { M.word(program()), 'reaper', M.word((folder:gsub('\\', '/'))), '--run', run }
  for _, word in ipairs(port_words()) do words[#words + 1] = word end
  reaper.ExecProcess(table.concat(words, ' '), -2)
end

-- Sends one message and returns what the daemon answered within `wait` seconds; nil, and why,
-- if that could not be done. With wait 0 nothing is waited for.
function M.send(wait, address, ...)
  local words = { M.word(program()), 'send', '--wait', tostring(wait) }
  for _, word in ipairs(port_words()) do words[#words + 1] = word end
  words[#words + 1] = '--'
  words[#words + 1] = address
  for _, value in ipairs({ ... }) do
    words[#words + 1] = type(value) == 'number' and ('%.6f'):format(value) or M.word(value)
  end
  local said = reaper.ExecProcess(table.concat(words, ' '), wait > 0 and (wait + 10) * 1000 // 1 or -2)
  if wait == 0 then return '' end
  local status, text = (said or ''):match('^(%-?%d+)\r?\n?(.*)$')
  if status ~= '0' then
    return nil, text and text ~= '' and text or 'cannot run ' .. program()
  end
  return text
end

return M
