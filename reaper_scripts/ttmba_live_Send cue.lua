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

-- The number of the first cue after `last`.
local function cue_after(session, last)
  local cue
  for _, row in ipairs(session.rows) do
    if row.cue > last then cue = math.min(cue or row.cue, row.cue) end
  end
  return cue
end

-- A cue's rows: its clips, when the first of them begins, and its stems.
local function rows_of(session, cue)
  local clips, stems, first = {}, {}, math.huge
  for _, row in ipairs(session.rows) do
    if row.cue == cue and not row.id:find('#') then
      local rows = row.kind == 'dry' and clips or stems
      rows[#rows + 1] = row
      if row.kind == 'dry' then first = math.min(first, row.start) end
    end
  end
  return clips, stems, first
end

-- Looks at the manifest until the cue's sounds and their stems are there, and lays them on tracks
-- as they come.
local function wait_for(folder, run, cue, events, last, position)
  local now = reaper.time_precise()
  local grew, looked, counted, clips, stems = now, now, 0, 0, 0
  local seen = {}
  local function look()
    local session = ttmba.read(folder)
    if not session then return end
    run = session.run
    cue = cue or cue_after(session, last)
    local dry, wet, first = rows_of(session, cue)
    if #dry > clips and #dry == counted then -- they came to rest
      if clips == 0 then
        ttmba.set_zero(position - first, run, cue)
        ttmba.release(run, cue)
      end
      ttmba.insert(folder, session, dry, seen, TITLE)
      clips, grew = #dry, now
    end
    if clips > 0 and #wet > stems then
      ttmba.insert(folder, session, wet, seen, TITLE)
      stems, grew = #wet, now
    end
    counted = #dry
  end
  local function complete()
    if clips == 0 or stems < clips then return false end
    return clips >= (events or math.huge) or now - grew > QUIET
  end
  local function loop()
    now = reaper.time_precise()
    if now - looked >= PERIOD then
      looked = now
      look()
    end
    if complete() then return end
    if now - grew > PATIENCE then
      if clips == 0 then
        if run then ttmba.release(run, cue) end
        reaper.MB('No sound came within ' .. PATIENCE .. ' s.', TITLE, 0)
      end
      return
    end
    reaper.defer(loop)
  end
  reaper.atexit(function() if run then ttmba.release(run, cue) end end)
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
  local session = ttmba.read(folder)
  local run = session and session.run
  if run then ttmba.hold(run, cue, last) end
  wait_for(folder, run, cue, events, last, position) -- a planner may take longer than we listened
end

send()
