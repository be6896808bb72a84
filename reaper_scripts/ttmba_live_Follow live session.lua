-- @noindex
-- While it is on, every sound that `ttmba-live serve --session FOLDER` makes appears on a track
-- where it was heard. Run it again to stop. The cursor and the selection stay where they are.

local here, section, command
do
  local _, file, id, cmd = reaper.get_action_context()
  here, section, command = file:match('^(.*[/\\])') or '', id, cmd
end
local ttmba = dofile(here .. 'ttmba_live.lua')
local TITLE = 'ttmba_live: follow live session'
local PERIOD = 0.5 -- seconds between two looks
local BATCH = 32 -- items of one undo step

local folder = ttmba.ask_folder('Pick the manifest.tsv of the live session', false)
if not folder then return end
if reaper.set_action_options then reaper.set_action_options(1) end -- a second run ends this one

local function show(state)
  reaper.SetToggleCommandState(section, command, state)
  reaper.RefreshToolbar2(section, command)
end

local seen = {}
for id in pairs((ttmba.present())) do seen[id] = true end
local looked = -math.huge

local function fresh(session)
  local rows = {}
  for _, row in ipairs(session.rows) do
    local wanted = not seen[session.run .. '/' .. row.id] and not ttmba.held(session.run, row.cue)
    if wanted and #rows < BATCH then rows[#rows + 1] = row end
  end
  return rows
end

local function look()
  local session = ttmba.read(folder)
  if not session then return end -- not there yet, or just being replaced
  local rows = fresh(session)
  if #rows == 0 then return end
  ttmba.insert(folder, session, rows, seen, TITLE)
end

local function loop()
  local now = reaper.time_precise()
  if now - looked >= PERIOD then
    looked = now
    local well, problem = pcall(look)
    if not well then
      reaper.ShowConsoleMsg(TITLE .. ': ' .. tostring(problem) .. '\n')
      return -- and so it ends
    end
  end
  reaper.defer(loop)
end

reaper.atexit(function() show(0) end)
show(1)
loop()
