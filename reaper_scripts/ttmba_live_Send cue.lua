-- @noindex
-- Asks for a text, sends it to the running daemon as a cue, and lays what comes of it on tracks,
-- beginning at the edit cursor. The daemon must run with `serve --session FOLDER`.

local here = select(2, reaper.get_action_context()):match('^(.*[/\\])') or ''
local ttmba = dofile(here .. 'ttmba_live.lua')
local TITLE = 'ttmba_live: send cue'
local PERIOD, QUIET, PATIENCE = 0.5, 10, 180 -- seconds

local function ask()
  local asked, text = reaper.GetUserInputs(TITLE, 1, 'Sounds:,extrawidth=300,separator=\n', '')
  text = asked and text:match('^%s*(.-)%s*$') or ''
  return text ~= '' and text or nil
end

-- The number of the cue and of its events, from what the daemon answered.
local function planned(said)
  local cue, events = said:match('/ttmba/cue/planned (%d+) (%d+)')
  return tonumber(cue), tonumber(events)
end

local function last_cue(folder)
  local session = ttmba.read(folder)
  local last = 0
  for _, row in ipairs(session and session.rows or {}) do last = math.max(last, row.cue) end
  return last
end

-- A cue's clips, and when the first of them begins. Without a number: the first cue after `last`.
local function rows_of(session, cue, last)
  if not cue then
    for _, row in ipairs(session.rows) do
      if row.cue > last then cue = math.min(cue or math.huge, row.cue) end
    end
  end
  local rows, first = {}, math.huge
  for _, row in ipairs(session.rows) do
    if row.cue == cue and row.kind == 'dry' and not row.id:find('#') then
      rows[#rows + 1] = row
      first = math.min(first, row.start)
    end
  end
  return rows, first
end

-- Looks at the manifest until the cue's sounds are there, and lays them on tracks as they come.
local function wait_for(folder, cue, events, last, position)
  local now = reaper.time_precise()
  local began, grew, looked, counted, placed, zero = now, now, now, 0, 0, nil
  local function look()
    local session = ttmba.read(folder)
    if not session then return end
    local rows, first = rows_of(session, cue, last)
    if #rows > counted then grew = now end
    if #rows > placed and #rows == counted then -- they came to rest
      zero = zero or position - first
      ttmba.insert(folder, session, rows, zero, ttmba.present(), TITLE)
      placed = #rows
    end
    counted = #rows
  end
  local function loop()
    now = reaper.time_precise()
    if now - looked >= PERIOD then
      looked = now
      look()
    end
    if events and placed >= events then return end
    if placed > 0 and not events and now - grew > QUIET then return end
    if now - began > PATIENCE then
      if placed == 0 then reaper.MB('No sound came within ' .. PATIENCE .. ' s.', TITLE, 0) end
      return
    end
    reaper.defer(loop)
  end
  loop()
end

local function send()
  local folder = ttmba.ask_folder('Pick the manifest.tsv of the live session', false)
  local text = folder and ask()
  if not text then return end
  local position = reaper.GetCursorPosition()
  local last = last_cue(folder)
  local said, problem = ttmba.send(1, '/ttmba/cue', text)
  if not said then return reaper.MB('The cue was not sent: ' .. problem, TITLE, 0) end
  local cue, events = planned(said)
  local refused = said:match('/ttmba/error /ttmba/cue ([^\r\n]*)')
  if not cue and refused then return reaper.MB(refused, TITLE, 0) end
  wait_for(folder, cue, events, last, position) -- a planner may take longer than we listened
end

send()
