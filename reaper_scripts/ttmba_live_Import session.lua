-- @noindex
-- Lays a session that ttmba_live has written on tracks: pick its manifest.tsv. Sounds that are
-- in the project already are not added again, and what comes to them comes to where they are.

local here = select(2, reaper.get_action_context()):match('^(.*[/\\])') or ''
local ttmba = dofile(here .. 'ttmba_live.lua')
local TITLE = 'ttmba_live: import session'

local function ask_zero()
  local answer = reaper.MB(
    'Place the session at the edit cursor?\n\nNo places it at the start of the project.', TITLE, 3)
  if answer == 2 then return nil end
  return answer == 6 and reaper.GetCursorPosition() or 0
end

local function import()
  local folder = ttmba.ask_folder('Pick the manifest.tsv of a session', true)
  if not folder then return end
  local session = ttmba.read(folder)
  if not session then return reaper.MB('There is no session in ' .. folder, TITLE, 0) end
  local zero = ttmba.known_zero(session.run) or ask_zero()
  if not zero then return end
  ttmba.set_zero(zero, session.run)
  local added, missing = ttmba.insert(folder, session, session.rows, {}, TITLE)
  if #missing > 0 then
    reaper.MB('These files cannot be read:\n' .. table.concat(missing, '\n'), TITLE, 0)
  elseif added == 0 then
    reaper.MB('Everything in this session is in the project already.', TITLE, 0)
  end
end

import()
