-- The script "Source automation" against the stand-in.
-- Usage: lua5.4 automation.lua CASE SCRIPTS FOLDER [PROGRAM PORT]

local case, scripts, folder, program, port = table.unpack(arg)
local here = arg[0]:match('^(.*[/\\])') or ''
local R
reaper, R = dofile(here .. 'stand_in.lua')
R.resource = folder

local SCRIPT = scripts .. '/ttmba_live_Source automation.lua'
local READ, TOUCH, LATCH = 1, 2, 4

local function equal(got, wanted, what)
  if got ~= wanted then
    error(('%s is %q, not %q'):format(what or 'it', tostring(got), tostring(wanted)), 2)
  end
end

local function near(got, wanted, by)
  assert(got and math.abs(got - wanted) < (by or 1e-6), tostring(got) .. ' is not ' .. wanted)
end

local function add_track(name, ...)
  local track = { kind = 'track', text = { P_NAME = name }, value = {}, items = {},
    effects = { { name = 'VST: other', values = {} },
      { name = 'JS: ttmba source', values = { ... } } } }
  table.insert(R.tracks, track)
  R.changes = R.changes + 1
  return track
end

local function sliders(track) return track.effects[2].values end
local function envelope(track, slider) return (track.effects[2].envelopes or {})[slider] end

local function request()
  local file = assert(io.open(folder .. '/ttmba_live/request.txt', 'rb'))
  local text = file:read('a')
  file:close()
  local run, count = text:match('^ttmba_live\t1\t(%d+)\t(%d+)\n')
  equal(text:match('end\t(%d+)\n$'), count, 'the number at the end')
  return text, run
end

local answers = 0
local function answer(body, torn)
  answers = answers + 1
  local _, run = request()
  local file = assert(io.open(folder .. '/ttmba_live/answer.txt', 'wb'))
  local last = torn and answers - 1 or answers
  file:write(('ttmba_live\t1\t%s\t%d\n%send\t%d\n'):format(run, answers, body, last))
  file:close()
end

local function move(id, serial, ...)
  answer('source\t' .. id .. '\t' .. serial .. '\t' .. table.concat({ ... }, '\t') .. '\n')
  R.pass(0.03)
end

-- Lets REAPER play for some seconds, moving a source along on the way.
local function play(seconds, serial, ...)
  R.playing = true
  for _, place in ipairs({ ... }) do
    R.position = R.position + seconds
    serial = serial + 1
    move('dog', serial, table.unpack(place))
  end
end

local function start(...)
  local track = add_track('Dog', 10, 5, 2, -3, 30, -6, 9)
  R.run(SCRIPT)
  return track
end

local cases = {}

function cases.sliders_are_said_when_they_change()
  local track = start()
  equal(R.executed[1].wait, -2)
  local text, run = request()
  equal(R.executed[1].command, ('"ttmba-live" "reaper" "%s/ttmba_live" --run %s'):format(folder, run)
    :gsub('"reaper"', 'reaper'))
  assert(text:find('source\tdog\t10.0000\t5.0000\t2.0000\t-3.0000\t30.0000\t-6.0000\n', 1, true), text)
  equal(sliders(track)[7], 0, 'the slot')
  R.pass(0.1)
  equal(request(), text, 'what has not changed')
  sliders(track)[1] = 11
  R.pass(0.04)
  assert(request():find('source\tdog\t11.0000', 1, true))
  local alive = request()
  R.pass(0.6)
  assert(request() ~= alive, 'it gives no sign of life')
  R.quit()
  assert(request():find('\nquit\n'))
  equal(R.toggles[41], 0)
end

function cases.tracks_come_and_go()
  local first = start()
  add_track('Two  Cats', 1, 2, 3, 4, 5, 6, 0)
  R.pass(0.04)
  assert(request():find('source\ttwo_cats\t1.0000', 1, true))
  assert(first == table.remove(R.tracks, 1))
  R.changes = R.changes + 1
  R.pass(0.04)
  assert(not request():find('dog'))
  equal(#R.console, 0)
end

function cases.what_others_move_moves_sliders_and_the_plan()
  local track = start()
  track.mode = READ
  move('dog', 1, 90, -10, 4, -9, 45, -12)
  local now = sliders(track)
  near(now[1], 90) near(now[2], -10) near(now[3], 4) near(now[4], -9)
  near(now[5], 45) near(now[6], -12)
  near(R.gmem[0], 1) near(R.gmem[1], 90) near(R.gmem[2], -10) near(R.gmem[3], 4) near(R.gmem[4], 45)
  sliders(track)[1] = 20
  R.pass(0.1)
  near(sliders(track)[1], 20)
  answer('source\tdog\t2\t0\t0\t1\t0\t0\t0\n', true) -- still being written
  R.pass(0.1)
  near(sliders(track)[1], 20)
  move('cat', 9, 1, 1, 1, 1, 1, 1) -- nobody's
  equal(#R.undo, 0)
end

function cases.moves_are_recorded_in_touch()
  local track = start()
  track.mode = TOUCH
  R.position = 4
  play(0.5, 0, { 20, 5, 2, -3, 30, -6 }, { 30, 5, 2, -3, 60, -6 }, { 40, 5, 3, -3, 90, -20 })
  near(sliders(track)[1], 10)
  equal(#R.undo, 0)
  R.position = 7
  R.pass(1.2)
  equal(#R.undo, 1)
  local points = envelope(track, 0).points
  local wanted = { { 4.4999, 10 }, { 4.5, 20 }, { 5, 30 }, { 5.5, 40 }, { 5.5001, 10 } }
  equal(#points, #wanted)
  for index, point in ipairs(wanted) do
    near(points[index].time, point[1]) near(points[index].value, point[2])
  end
  near(envelope(track, 2).points[4].value, 3)
  near(envelope(track, 4).points[3].value, 60)
  near(envelope(track, 5).points[4].value, -20)
  equal(envelope(track, 1), nil, 'an envelope of what did not move')
  R.position = 4.7 -- once more over it
  play(0.05, 3, { 60, 5, 3, -3, 90, -20 })
  R.pass(1.2)
  equal(#envelope(track, 0).points, 8)
  near(reaper.Envelope_Evaluate and select(2, reaper.Envelope_Evaluate(envelope(track, 0), 5.2, 48000, 1)), 30)
end

function cases.moves_are_recorded_in_latch_until_it_stops()
  local track = start()
  track.mode = LATCH
  play(1, 0, { 20, 5, 2, -3, 30, -6 })
  R.position = 9
  R.pass(2)
  equal(#R.undo, 0)
  R.playing, R.position = false, 0
  R.pass(0.1)
  equal(#R.undo, 1)
  local points = envelope(track, 0).points
  near(points[#points - 1].time, 9) near(points[#points - 1].value, 20)
end

function cases.a_way_behind_the_head_does_not_sweep_round()
  local track = start()
  track.mode = TOUCH
  play(1, 0, { 170, 5, 2, -3, 30, -6 }, { -170, 5, 2, -3, 30, -6 })
  R.pass(1.2)
  local points = envelope(track, 0).points
  near(points[3].time, 1.9999) near(points[3].value, 170)
  near(points[4].time, 2) near(points[4].value, -170)
end

-- With the real helper and a real daemon, which has a source "dog"; time is the world's.
function cases.together()
  local function wait(fits, what)
    local began = os.time()
    while not fits() do
      assert(os.time() - began < 100, 'no ' .. what)
      os.execute('sleep 0.02')
      R.pass(0.02)
    end
  end
  R.ext['ttmba_live/program'], R.ext['ttmba_live/port'] = program, port
  R.launch = function(command) os.execute(command .. ' &') end
  local track = start()
  local function told(name)
    local file = io.open(folder .. '/' .. name)
    if file then file:close() end
    return file
  end
  wait(function() return told('placed') end, 'place') -- the daemon has it where the sliders say
  sliders(track)[1] = -60
  wait(function() return told('automated') end, 'automation')
  local elsewhere = { [1] = 77, [5] = 40, [6] = -12 }
  for slider, value in pairs(elsewhere) do
    wait(function() return math.abs(sliders(track)[slider] - value) < 0.1 end, 'move from elsewhere')
  end
  R.quit()
end

assert(cases[case], 'no case ' .. case)()
R.settled()
