-- @noindex
-- Moves the daemon's sources to where the tracks of the selected items are panned: hard left is
-- 90 degrees, hard right -90. Where the pan envelope is active, its value at the edit cursor
-- counts. A track that no session made sends to the source that has its name.

local here = select(2, reaper.get_action_context()):match('^(.*[/\\])') or ''
local ttmba = dofile(here .. 'ttmba_live.lua')

local function pan_of(track)
  local envelope = reaper.GetTrackEnvelopeByName(track, 'Pan')
  if not envelope then return reaper.GetMediaTrackInfo_Value(track, 'D_PAN') end
  local _, value = reaper.Envelope_Evaluate(envelope, reaper.GetCursorPosition(), 48000, 1)
  return -value -- an envelope has left and right the other way round than the knob
end

local sent = {}
for index = 0, reaper.CountSelectedMediaItems(0) - 1 do
  local track = reaper.GetMediaItem_Track(reaper.GetSelectedMediaItem(0, index))
  local source = ttmba.source_of(track)
  if source and not sent[source] then
    sent[source] = true
    local pan = math.max(-1, math.min(1, pan_of(track)))
    ttmba.send(0, '/ttmba/source/' .. source .. '/azimuth', -90.0 * pan)
  end
end
