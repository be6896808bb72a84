-- Stands in for REAPER's `reaper` table in plain Lua 5.4. It knows the documented functions that
-- the scripts use, with their signatures; anything else is an error. It keeps what was made, and
-- counts what must balance.
--
-- Letters of a signature: p project (0), i integer, n number, s string, b boolean, f function,
-- T track, I item, K take, S source, E envelope.

local R = { tracks = {}, files = {}, ext = {}, project = {}, undo = {}, markers = {}, console = {},
  boxes = {}, answers = {}, executed = {}, selected = {}, toggles = {}, depth = 0, refresh = 0,
  cursor = 3.5, clock = 0, deferred = nil, exits = {}, options = 0, script = '', replies = {},
  resource = '', changes = 0, playing = false, position = 0, gmem = {}, launch = nil }

local reaper = {}

local kinds = { T = 'track', I = 'item', K = 'take', S = 'source', E = 'envelope' }
local plain = { n = 'number', s = 'string', b = 'boolean', f = 'function' }

local function check(name, letter, index, value)
  local fits
  if letter == 'p' then fits = value == 0
  elseif letter == 'i' then fits = math.type(value) == 'integer' or (math.type(value) == 'float' and value % 1 == 0)
  elseif kinds[letter] then fits = type(value) == 'table' and value.kind == kinds[letter]
  else fits = type(value) == plain[letter] end
  if not fits then
    error(('%s: argument %d is %s, not of kind %s'):format(name, index, tostring(value), letter), 4)
  end
end

local function define(name, signature, body)
  reaper[name] = function(...)
    local count = select('#', ...)
    if count ~= #signature then
      error(('%s takes %d arguments, not %d'):format(name, #signature, count), 2)
    end
    for index = 1, count do check(name, signature:sub(index, index), index, (select(index, ...))) end
    return body(...)
  end
end

-- A write outside an undo block would be a step the user cannot take back as one.
local function change()
  if R.depth < 1 then error('a change outside an undo block', 4) end
  if R.refresh < 1 then error('a change with the display on', 4) end
end

local function strings(owner, known)
  return function(object, key, value, set)
    local extra = key:match('^P_EXT:[%w_]+$')
    assert(extra or known[key], owner .. ' has no ' .. key)
    if set then change() object.text[key] = value end
    local held = object.text[key] or ''
    return not extra or held ~= '', held
  end
end

local function values(owner, known)
  local function set(object, key, value)
    assert(known[key], owner .. ' has no ' .. key)
    change()
    object.value[key] = value
    return true
  end
  local function get(object, key)
    assert(known[key], owner .. ' has no ' .. key)
    return object.value[key] or known[key]
  end
  return set, get
end

local function new(kind) return { kind = kind, text = {}, value = {}, items = {}, takes = {} } end

define('CountTracks', 'p', function() return #R.tracks end)
define('GetTrack', 'pi', function(_, index) return R.tracks[index + 1] end)
define('InsertTrackAtIndex', 'ib', function(index)
  change()
  assert(index >= 0 and index <= #R.tracks, 'no such place for a track')
  table.insert(R.tracks, index + 1, new('track'))
end)
define('GetSetMediaTrackInfo_String', 'Tssb', strings('a track', { P_NAME = true }))
local set, get = values('a track', { I_FOLDERDEPTH = 0, I_CUSTOMCOLOR = 0, D_PAN = 0, D_VOL = 1 })
define('SetMediaTrackInfo_Value', 'Tsn', set)
define('GetMediaTrackInfo_Value', 'Ts', get)
define('CountTrackMediaItems', 'T', function(track) return #track.items end)
define('GetTrackMediaItem', 'Ti', function(track, index) return track.items[index + 1] end)
define('AddMediaItemToTrack', 'T', function(track)
  change()
  local item = new('item')
  item.track = track
  track.items[#track.items + 1] = item
  return item
end)
define('GetSetMediaItemInfo_String', 'Issb', strings('an item', { P_NOTES = true }))
set, get = values('an item', { D_POSITION = 0, D_LENGTH = 0, D_FADEINLEN = 0, D_FADEOUTLEN = 0,
  B_LOOPSRC = 1, C_BEATATTACHMODE = -1, B_MUTE = 0 })
define('SetMediaItemInfo_Value', 'Isn', set)
define('GetMediaItemInfo_Value', 'Is', get)
define('GetMediaItem_Track', 'I', function(item) return item.track end)
define('AddTakeToMediaItem', 'I', function(item)
  change()
  item.takes[#item.takes + 1] = new('take')
  return item.takes[#item.takes]
end)
define('GetSetMediaItemTakeInfo_String', 'Kssb', strings('a take', { P_NAME = true }))
set = values('a take', { D_VOL = 1 })
define('SetMediaItemTakeInfo_Value', 'Ksn', set)
define('SetMediaItemTake_Source', 'KS', function(take, source)
  change()
  take.source = source
  return true
end)
define('CountSelectedMediaItems', 'p', function() return #R.selected end)
define('GetSelectedMediaItem', 'pi', function(_, index) return R.selected[index + 1] end)
define('GetTrackEnvelopeByName', 'Ts', function(track, name) return track.envelope and name == 'Pan' and track.envelope or nil end)
define('Envelope_Evaluate', 'Enni', function(envelope, time)
  local value = envelope.at
  for _, point in ipairs(envelope.points or {}) do if point.time <= time then value = point.value end end
  return 1, value, 0, 0, 0
end)

-- Effects: a track's list of { name, values }; sliders count from 0, values have their sliders' units.
define('GetResourcePath', '', function() return R.resource end)
define('RecursiveCreateDirectory', 'si', function(path) return os.execute('mkdir -p "' .. path .. '"') and 1 end)
define('GetProjectStateChangeCount', 'p', function() return R.changes end)
define('TrackFX_GetCount', 'T', function(track) return #(track.effects or {}) end)
define('TrackFX_GetFXName', 'Tis', function(track, index) return true, track.effects[index + 1].name end)
define('TrackFX_GetParam', 'Tii', function(track, index, slider)
  return track.effects[index + 1].values[slider + 1], -1000, 1000
end)
define('TrackFX_SetParam', 'Tiin', function(track, index, slider, value)
  track.effects[index + 1].values[slider + 1] = value
  R.changes = R.changes + 1
  return true
end)
define('GetTrackAutomationMode', 'T', function(track) return track.mode or 0 end)
define('GetPlayState', '', function() return R.playing and 1 or 0 end)
define('GetPlayPosition', '', function() return R.position end)
define('GetFXEnvelope', 'Tiib', function(track, index, slider, create)
  local effect = track.effects[index + 1]
  effect.envelopes = effect.envelopes or {}
  if create and not effect.envelopes[slider] then
    change()
    effect.envelopes[slider] = { kind = 'envelope', at = effect.values[slider + 1], points = {} }
  end
  return effect.envelopes[slider]
end)
define('DeleteEnvelopePointRange', 'Enn', function(envelope, first, last)
  change()
  for index = #envelope.points, 1, -1 do
    local time = envelope.points[index].time
    if time >= first and time < last then table.remove(envelope.points, index) end
  end
  return true
end)
define('InsertEnvelopePoint', 'Enninbb', function(envelope, time, value, _, _, _, unsorted)
  change()
  assert(unsorted, 'sorting after each point is slow')
  table.insert(envelope.points, { time = time, value = value })
  return true
end)
define('Envelope_SortPoints', 'E', function(envelope)
  table.sort(envelope.points, function(a, b) return a.time < b.time end)
  return true
end)
define('gmem_attach', 's', function(name) R.memory = name end)
define('gmem_write', 'in', function(index, value)
  assert(R.memory, 'no memory is attached')
  R.gmem[index] = value
end)

-- Sound files are real: a RIFF file's length comes from its heading.
local function seconds(path)
  local file = io.open(path, 'rb')
  if not file then return nil end
  local data = file:read('a')
  file:close()
  if #data < 12 or data:sub(1, 4) ~= 'RIFF' then return nil end
  local at, rate = 13, nil
  while at + 8 <= #data do
    local name, size = data:sub(at, at + 3), string.unpack('<I4', data, at + 4)
    if name == 'fmt ' then rate = string.unpack('<I4', data, at + 16) end
    if name == 'data' then return size / rate end
    at = at + 8 + size + size % 2
  end
end

define('file_exists', 's', function(path)
  local file = io.open(path, 'rb')
  if file then file:close() end
  return file ~= nil
end)
define('PCM_Source_CreateFromFile', 's', function(path)
  local length = seconds(path)
  return length and { kind = 'source', path = path, length = length } or nil
end)
define('GetMediaSourceLength', 'S', function(source) return source.length, false end)
define('PCM_Source_BuildPeaks', 'Si', function(source, mode)
  if mode == 0 then source.peaks = 3 return 1 end
  if mode == 1 then source.peaks = source.peaks - 1 return source.peaks end
  source.peaks = nil
  return 0
end)

define('Undo_BeginBlock2', 'p', function() R.depth = R.depth + 1 end)
define('Undo_EndBlock2', 'psi', function(_, title, flags)
  assert(flags == -1 and title ~= '', 'an undo step needs a title')
  R.depth = R.depth - 1
  assert(R.depth >= 0, 'an undo block ends that never began')
  R.undo[#R.undo + 1] = title
end)
define('PreventUIRefresh', 'i', function(by)
  R.refresh = R.refresh + by
  assert(R.refresh >= 0, 'the display was let go twice')
end)
define('UpdateArrange', '', function() end)
define('TrackList_AdjustWindows', 'b', function() end)
define('AddProjectMarker2', 'pbnnsii', function(_, _, position, _, name)
  change()
  R.markers[#R.markers + 1] = { position = position, name = name }
  return #R.markers
end)
define('ColorToNative', 'iii', function(r, g, b) return r | g << 8 | b << 16 end)

define('GetExtState', 'ss', function(section, key) return R.ext[section .. '/' .. key] or '' end)
define('SetExtState', 'sssb', function(section, key, value) R.ext[section .. '/' .. key] = value end)
define('DeleteExtState', 'ssb', function(section, key) R.ext[section .. '/' .. key] = nil end)
define('GetProjExtState', 'pss', function(_, section, key)
  local value = R.project[section .. '/' .. key]
  return value and 1 or 0, value or ''
end)
define('SetProjExtState', 'psss', function(_, section, key, value)
  R.project[section .. '/' .. key] = value
  return 1
end)
define('GetCursorPosition', '', function() return R.cursor end)
define('time_precise', '', function() return R.clock end)
define('defer', 'f', function(body)
  assert(not R.deferred, 'two loops run')
  R.deferred = body
  return true
end)
define('atexit', 'f', function(body) R.exits[#R.exits + 1] = body return true end)
define('set_action_options', 'i', function(flags) R.options = flags end)
define('get_action_context', '', function() return true, R.script, 0, 41, 0, 0, 0, '' end)
define('SetToggleCommandState', 'iii', function(_, command, state) R.toggles[command] = state return true end)
define('RefreshToolbar2', 'ii', function() end)
define('ShowConsoleMsg', 's', function(text) R.console[#R.console + 1] = text end)
define('MB', 'ssi', function(text, _, kind)
  R.boxes[#R.boxes + 1] = text
  if kind == 0 then return 1 end
  return assert(table.remove(R.answers, 1), 'the script asks, and nobody answers: ' .. text)
end)
define('GetUserFileNameForRead', 'sss', function()
  local file = table.remove(R.answers, 1)
  return file ~= nil and file ~= false, file or ''
end)
define('GetUserInputs', 'siss', function(_, count, captions)
  assert(count == 1 and captions:find('separator=\n'), 'a comma in the answer would be lost')
  local text = table.remove(R.answers, 1)
  return text ~= nil and text ~= false, text or ''
end)
define('ExecProcess', 'si', function(command, wait)
  R.executed[#R.executed + 1] = { command = command, wait = wait }
  if R.launch then return R.launch(command) end
  return table.remove(R.replies, 1)
end)

setmetatable(reaper, { __index = function(_, name)
  error('REAPER has no function that this stand-in knows as ' .. tostring(name), 2)
end })

-- What tests ask ------------------------------------------------------------------------------

-- Runs a script as REAPER would; what must balance is looked at afterwards.
function R.run(script)
  R.script = script
  local cursor = R.cursor
  assert(loadfile(script))()
  R.settled(cursor)
end

function R.settled(cursor)
  assert(R.depth == 0, 'an undo block is open')
  assert(R.refresh == 0, 'the display is off')
  assert(R.cursor == (cursor or R.cursor), 'the cursor was moved')
end

-- Lets seconds pass, ticking the deferred loop as the screen does.
function R.pass(time)
  local finish = R.clock + time
  while R.clock < finish and R.deferred do
    R.clock = R.clock + 0.033
    local body = R.deferred
    R.deferred = nil
    body()
    R.settled()
  end
  R.clock = math.max(R.clock, finish)
end

function R.quit()
  R.deferred = nil
  for _, body in ipairs(R.exits) do body() end
  R.exits = {}
end

function R.items()
  local out = {}
  for _, track in ipairs(R.tracks) do
    for _, item in ipairs(track.items) do out[#out + 1] = item end
  end
  return out
end

-- Folders must close: the depths never fall below 0 and end there.
function R.check_folders()
  local depth = 0
  for _, track in ipairs(R.tracks) do
    depth = depth + (track.value.I_FOLDERDEPTH or 0)
    assert(depth >= 0, 'a folder closes that never opened')
  end
  assert(depth == 0, 'a folder stays open')
end

return reaper, R
