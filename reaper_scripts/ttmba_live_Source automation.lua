-- @noindex
-- While it is on, the effect "ttmba source" on a track places the daemon's source that has the
-- track's name: by hand, and by its envelopes while REAPER plays. What others move over OSC comes
-- back: to the sliders, and as envelopes while REAPER plays and the track is in touch or latch.
-- Run it again to stop.

local here, section, command
do
  local _, file, id, cmd = reaper.get_action_context()
  here, section, command = file:match('^(.*[/\\])') or '', id, cmd
end
local ttmba = dofile(here .. 'ttmba_live.lua')
local TITLE = 'ttmba_live: record moves of sources'
local EFFECT = 'ttmba source'
local AZIMUTH, SPREAD, ROOM, SLOT = 0, 4, 5, 6 -- sliders, from 0
local BEAT = 0.5 -- seconds between signs of life
local REST = 1.0 -- seconds without a move after which what was recorded is laid
local TOUCH, LATCH = 2, 4 -- automation modes
local JUST = 0.0001 -- seconds

if reaper.set_action_options then reaper.set_action_options(1) end -- a second run ends this one

local folder = reaper.GetResourcePath() .. '/ttmba_live'
local run = ('%d'):format(reaper.time_precise() * 1000 // 1)
local sources, looked, wrote, said, count = {}, nil, -math.huge, nil, 0

-- The effects ---------------------------------------------------------------------------------

local function effect_of(track)
  for index = 0, reaper.TrackFX_GetCount(track) - 1 do
    local _, name = reaper.TrackFX_GetFXName(track, index, '')
    if name:find(EFFECT, 1, true) then return index end
  end
end

local function value_of(one, slider)
  local value = reaper.TrackFX_GetParam(one.track, one.effect, slider)
  return value
end

-- Sources by id, each with its track and effect; what is known of one that stays is kept.
local function find_sources()
  local found, slot = {}, 0
  for index = 0, reaper.CountTracks(0) - 1 do
    local track = reaper.GetTrack(0, index)
    local effect, id = effect_of(track), ttmba.source_of(track)
    if effect and id and not found[id] then
      local one = sources[id] or { serial = 0 }
      one.track, one.effect, one.slot = track, effect, slot
      if value_of(one, SLOT) ~= slot then reaper.TrackFX_SetParam(track, effect, SLOT, slot) end
      found[id], slot = one, slot + 1
    end
  end
  sources = found
end

-- What REAPER says ------------------------------------------------------------------------------

local function write(body)
  count = count + 1
  local file = io.open(folder .. '/request.txt', 'wb')
  if not file then return end
  file:write(('ttmba_live\t1\t%s\t%d\n%send\t%d\n'):format(run, count, body, count))
  file:close()
end

local function places()
  local ids, lines = {}, {}
  for id in pairs(sources) do ids[#ids + 1] = id end
  table.sort(ids)
  for _, id in ipairs(ids) do
    local values = {}
    for slider = AZIMUTH, ROOM do values[#values + 1] = ('%.4f'):format(value_of(sources[id], slider)) end
    lines[#lines + 1] = ('source\t%s\t%s\n'):format(id, table.concat(values, '\t'))
  end
  return table.concat(lines)
end

local function tell(now)
  local body = places()
  if body ~= said or now - wrote >= BEAT then
    said, wrote = body, now
    write(body)
  end
end

-- What the daemon says --------------------------------------------------------------------------

-- Moves of others by the source's id, each with a number that grows; nil while a file is written.
local function read()
  local file = io.open(folder .. '/answer.txt', 'rb')
  if not file then return nil end
  local text = file:read('a')
  file:close()
  local name, first = text:match('^ttmba_live\t1\t([^\t]*)\t(%d+)\n')
  if name ~= run or text:match('end\t(%d+)\n$') ~= first then return nil end
  local moves = {}
  for line in text:gmatch('source\t([^\n]*)\n') do
    local id, serial, rest = line:match('^([^\t]*)\t(%d+)\t(.*)$')
    local values = {}
    for number in rest:gmatch('[^\t]+') do values[#values + 1] = tonumber(number) end
    if #values == ROOM + 1 then moves[id] = { serial = tonumber(serial), values = values } end
  end
  return moves
end

local function recorded(track)
  local mode = reaper.GetTrackAutomationMode(track)
  return reaper.GetPlayState() & 1 == 1 and (mode == TOUCH or mode == LATCH)
end

-- Keeps a move's values at the time that is heard, and what they were when it began.
local function record(one, values, now)
  local time = reaper.GetPlayPosition()
  local pass = one.pass
  if not pass then
    pass = { began = time, before = {}, rows = {} }
    for slider = AZIMUTH, ROOM do pass.before[slider] = value_of(one, slider) end
    one.pass = pass
  end
  local last = pass.rows[#pass.rows]
  if last and time <= last.time then return end -- it went back, or stood still
  pass.rows[#pass.rows + 1] = { time = time, values = values }
  pass.moved = now
end

local function insert(envelope, time, value)
  reaper.InsertEnvelopePoint(envelope, time, value, 0, 0, false, true)
end

-- One slider's points over what was there; across the back a way jumps, and does not sweep round.
local function lay_slider(one, pass, slider, finish)
  local first, last = pass.rows[1], pass.rows[#pass.rows]
  local before, moved = pass.before[slider], false
  for _, row in ipairs(pass.rows) do
    moved = moved or math.abs(row.values[slider + 1] - before) > 0.001
  end
  if not moved then return end
  local envelope = reaper.GetFXEnvelope(one.track, one.effect, slider, true)
  local _, after = reaper.Envelope_Evaluate(envelope, finish + JUST, 48000, 1)
  reaper.DeleteEnvelopePointRange(envelope, first.time - JUST, finish + JUST)
  insert(envelope, first.time - JUST, before)
  local value = first.values[slider + 1]
  for _, row in ipairs(pass.rows) do
    local new = row.values[slider + 1]
    if slider == AZIMUTH and math.abs(new - value) > 180 then
      insert(envelope, row.time - JUST, value)
    end
    insert(envelope, row.time, new)
    value = new
  end
  if finish > last.time then insert(envelope, finish, value) end
  insert(envelope, finish + JUST, after)
  reaper.Envelope_SortPoints(envelope)
end

-- Lays what was recorded, in one undo step. In latch the last value holds until REAPER stops.
local function lay(one, position)
  local pass = one.pass
  one.pass = nil
  local last = pass.rows[#pass.rows].time
  local latch = reaper.GetTrackAutomationMode(one.track) == LATCH
  local finish = latch and math.max(last, position) or last
  reaper.PreventUIRefresh(1)
  reaper.Undo_BeginBlock2(0)
  local well, problem = pcall(function()
    for slider = AZIMUTH, ROOM do lay_slider(one, pass, slider, finish) end
  end)
  reaper.Undo_EndBlock2(0, TITLE, -1)
  reaper.PreventUIRefresh(-1)
  if not well then error(problem, 0) end
end

local function show(one, values)
  local at = one.slot * 5
  reaper.gmem_write(at, 1)
  for index = 1, 3 do reaper.gmem_write(at + index, values[index]) end
  reaper.gmem_write(at + 4, values[SPREAD + 1])
end

local function hear(now)
  for id, move in pairs(read() or {}) do
    local one = sources[id]
    if one and move.serial > one.serial then
      one.serial = move.serial
      show(one, move.values)
      if recorded(one.track) then
        record(one, move.values, now)
      else
        for slider = AZIMUTH, ROOM do
          reaper.TrackFX_SetParam(one.track, one.effect, slider, move.values[slider + 1])
        end
      end
    end
  end
end

local function settle(now)
  local stopped = reaper.GetPlayState() & 1 == 0
  local position = reaper.GetPlayPosition()
  for _, one in pairs(sources) do
    local pass = one.pass
    if pass and not stopped then pass.heard = position end
    local latch = pass and reaper.GetTrackAutomationMode(one.track) == LATCH
    if pass and (stopped or (not latch and now - pass.moved > REST)) then
      lay(one, pass.heard or position)
    end
  end
end

-- The loop --------------------------------------------------------------------------------------

local function show_button(state)
  reaper.SetToggleCommandState(section, command, state)
  reaper.RefreshToolbar2(section, command)
end

local function step()
  local now = reaper.time_precise()
  local changes = reaper.GetProjectStateChangeCount(0)
  if changes ~= looked then -- a track may have gone, and its pointer with it
    find_sources()
    looked = changes
  end
  hear(now)
  settle(now)
  tell(now)
end

local function loop()
  local well, problem = pcall(step)
  if not well then
    reaper.ShowConsoleMsg(TITLE .. ': ' .. tostring(problem) .. '\n')
    return -- and so it ends
  end
  reaper.defer(loop)
end

reaper.RecursiveCreateDirectory(folder, 0)
reaper.gmem_attach('ttmba_source')
reaper.atexit(function()
  write('quit\n')
  show_button(0)
end)
show_button(1)
write('')
ttmba.launch(folder, run)
loop()
