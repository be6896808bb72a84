-- The scripts against the stand-in. Usage: lua5.4 cases.lua CASE SCRIPTS SESSION LATER
-- SESSION is a finished session's folder, LATER an empty one that cases fill as a daemon would.

local case, scripts, session, later = table.unpack(arg)
local here = arg[0]:match('^(.*[/\\])') or ''
local R
reaper, R = dofile(here .. 'stand_in.lua')

local IMPORT = scripts .. '/ttmba_live_Import session.lua'
local FOLLOW = scripts .. '/ttmba_live_Follow live session.lua'
local CUE = scripts .. '/ttmba_live_Send cue.lua'
local POSITIONS = scripts .. '/ttmba_live_Send item positions.lua'
local YES, NO, CANCEL = 6, 7, 2

local function equal(got, wanted, what)
  if got ~= wanted then
    error(('%s is %s, not %s'):format(what or 'it', tostring(got), tostring(wanted)), 2)
  end
end

local function near(got, wanted) assert(math.abs(got - wanted) < 1e-8, got .. ' is not ' .. wanted) end

local function read(path)
  local file = assert(io.open(path, 'rb'))
  local text = file:read('a')
  file:close()
  return text
end

local function write(path, text)
  local file = assert(io.open(path, 'wb'))
  file:write(text)
  file:close()
end

local function lines_of(folder)
  local lines = {}
  for line in read(folder .. '/manifest.tsv'):gmatch('[^\n]+\n') do lines[#lines + 1] = line end
  return lines
end

local function file_of(line) return line:match('^[^\t]*\t[^\t]*\t[^\t]*\t([^\t]*)') end
local function start_of(line) return tonumber(line:match('^[^\t]*\t[^\t]*\t([^\t]*)')) end

local function copy(line) write(later .. '/' .. file_of(line), read(session .. '/' .. file_of(line))) end

local function name_of(track) return track.text.P_NAME end

local function track_named(name)
  for _, track in ipairs(R.tracks) do if name_of(track) == name then return track end end
  error('no track ' .. name)
end

local function import(answer)
  R.answers = { session .. '/manifest.tsv', answer }
  R.run(IMPORT)
  R.check_folders()
end

local function start_following()
  R.ext['ttmba_live/folder'] = later
  R.run(FOLLOW)
end

local cases = {}

function cases.import()
  import(NO)
  local lines = lines_of(session)
  equal(#R.items(), #lines - 2, 'the number of items')
  equal(#R.undo, 1, 'the number of undo steps')
  for index = 3, #lines do
    local found
    for _, item in ipairs(R.items()) do
      local source = item.takes[1].source
      if source.path == session .. '/' .. file_of(lines[index]) then
        found = true
        near(item.value.D_POSITION, start_of(lines[index]))
        near(item.value.D_LENGTH, source.length)
        equal(item.value.C_BEATATTACHMODE, 0)
        equal(source.peaks, nil, 'unfinished peaks')
        assert(item.text.P_NOTES:find('azimuth'))
      end
    end
    assert(found, lines[index])
  end
  equal(name_of(R.tracks[1]), 'cue 1')
  equal(R.tracks[1].value.I_FOLDERDEPTH, 1)
  equal(#R.markers, 2, 'the number of markers')
  local dry, wet = track_named('rain (dry)'), track_named('rain')
  equal(dry.items[1].value.B_MUTE, 1)
  equal(wet.items[1].value.B_MUTE, nil)
  near(dry.value.D_PAN, -1) -- the rain is on the left, two metres away
  near(dry.value.D_VOL, 0.5)
  equal(wet.value.D_PAN, nil)
  assert(wet.value.I_CUSTOMCOLOR == dry.value.I_CUSTOMCOLOR and wet.value.I_CUSTOMCOLOR > 0xFFFFFF)
end

function cases.import_at_the_cursor()
  R.cursor = 12.25
  import(YES)
  local first = math.huge
  for _, item in ipairs(R.items()) do first = math.min(first, item.value.D_POSITION) end
  near(first, 12.25 + start_of(lines_of(session)[3]))
end

function cases.a_second_import_adds_nothing()
  import(NO)
  local items, tracks = #R.items(), #R.tracks
  R.tracks[2].text.P_NAME = 'renamed'
  table.insert(R.tracks, 1, table.remove(R.tracks, #R.tracks)) -- moved
  R.tracks[1].value.I_FOLDERDEPTH, R.tracks[#R.tracks].value.I_FOLDERDEPTH = 0, -1
  import(nil) -- which is not asked again
  equal(#R.items(), items)
  equal(#R.tracks, tracks)
  equal(#R.undo, 1, 'the number of undo steps')
  assert(R.boxes[#R.boxes]:find('already'))
end

function cases.cancelling_changes_nothing()
  R.answers = { false }
  R.run(IMPORT)
  import(CANCEL)
  equal(#R.tracks, 0)
  equal(#R.undo, 0)
end

function cases.a_file_that_is_missing_is_named()
  local lines = lines_of(session)
  write(later .. '/manifest.tsv', table.concat(lines))
  for index = 3, #lines do copy(lines[index]) end
  os.remove(later .. '/' .. file_of(lines[3]))
  R.answers = { later .. '/manifest.tsv', NO }
  R.run(IMPORT)
  equal(#R.items(), #lines - 3)
  assert(R.boxes[#R.boxes]:find(file_of(lines[3]), 1, true))
end

function cases.what_is_no_session_is_refused()
  write(later .. '/manifest.tsv', 'a\tb\n1\t2\n')
  R.answers = { later .. '/manifest.tsv' }
  R.run(IMPORT)
  equal(#R.tracks, 0)
  assert(R.boxes[1]:find('no session'))
end

function cases.files_outside_the_folder_are_not_touched()
  local lines = lines_of(session)
  local bad = lines[3]:gsub(file_of(lines[3]):gsub('%p', '%%%0'), '../../etc/x.wav', 1)
  write(later .. '/manifest.tsv', lines[1] .. lines[2] .. bad)
  R.answers = { later .. '/manifest.tsv', NO }
  R.run(IMPORT)
  equal(#R.items(), 0)
end

function cases.follow()
  local lines = lines_of(session)
  start_following() -- before there is anything
  equal(R.toggles[41], 1, 'the toggle')
  equal(R.options, 1, 'what a second run does')
  R.pass(2)
  local text = lines[1] .. lines[2]
  for index = 3, #lines do
    write(later .. '/manifest.tsv', text .. lines[index]:sub(1, 30)) -- a torn line
    R.pass(1)
    equal(#R.items(), index - 3, 'the number of items')
    text = text .. lines[index]
    write(later .. '/manifest.tsv', text) -- and its file comes late
    R.pass(1)
    equal(#R.items(), index - 3, 'the number of items')
    copy(lines[index])
    R.pass(1)
    equal(#R.items(), index - 2, 'the number of items')
    R.check_folders()
    if index == 4 then -- the user is at work
      for _, track in ipairs(R.tracks) do track.text.P_NAME = track.text.P_NAME .. ', mine' end
      local item = R.items()[1]
      item.value.D_POSITION = 100
    end
  end
  equal(#R.undo, #lines - 2, 'one step for each batch')
  local names = {}
  for _, track in ipairs(R.tracks) do
    local mark = track.text['P_EXT:ttmba_live_track'] or track.text['P_EXT:ttmba_live_cue']
    assert(not names[mark], 'two tracks for ' .. mark)
    names[mark] = true
  end
  R.quit()
  equal(R.toggles[41], 0, 'the toggle')
  local count = #R.items()
  start_following()
  R.pass(2)
  equal(#R.items(), count)
end

function cases.follow_looks_twice_a_second()
  write(later .. '/manifest.tsv', lines_of(session)[1])
  local opened, open = 0, io.open
  io.open = function(...) opened = opened + 1 return open(...) end
  start_following()
  R.pass(10)
  io.open = open
  assert(opened > 15 and opened < 22, opened .. ' looks in 10 s')
end

function cases.follow_does_not_bring_back_what_the_user_deleted()
  local lines = lines_of(session)
  for index = 3, #lines do copy(lines[index]) end
  write(later .. '/manifest.tsv', table.concat(lines))
  start_following()
  R.pass(2)
  local count = #R.items()
  table.remove(R.tracks[2].items)
  R.pass(2)
  equal(#R.items(), count - 1)
end

function cases.follow_survives_a_restart_of_the_daemon()
  local lines = lines_of(session)
  for index = 3, #lines do copy(lines[index]) end
  write(later .. '/manifest.tsv', table.concat(lines))
  start_following()
  R.pass(2)
  local count, finish = #R.items(), 0
  for _, item in ipairs(R.items()) do
    finish = math.max(finish, item.value.D_POSITION + item.value.D_LENGTH)
  end
  os.remove(later .. '/manifest.tsv')
  R.pass(2)
  write(later .. '/manifest.tsv', '# ttmba session another\n' .. lines[2] .. lines[3])
  R.pass(2)
  equal(#R.items(), count + 1)
  R.check_folders()
  local item = R.tracks[#R.tracks].items[1]
  near(item.value.D_POSITION, math.ceil(finish) + start_of(lines[3]))
  R.quit() -- and of the script: the new run keeps its zero
  R.tracks[#R.tracks].items = {}
  start_following()
  R.pass(2)
  near(R.tracks[#R.tracks].items[1].value.D_POSITION, math.ceil(finish) + start_of(lines[3]))
end

function cases.a_finished_session_joins_what_was_followed()
  local lines = lines_of(session)
  local dry = lines[1] .. lines[2]
  for index = 3, #lines do
    copy(lines[index])
    if lines[index]:find('\tdry\t') then dry = dry .. lines[index] end
  end
  write(later .. '/manifest.tsv', dry)
  start_following()
  R.pass(1)
  R.quit()
  R.answers = { session .. '/manifest.tsv' }
  R.run(IMPORT)
  equal(#R.items(), #lines - 2)
  R.check_folders()
  near(track_named('rain').items[1].value.D_POSITION, track_named('rain (dry)').items[1].value.D_POSITION)
  equal(#R.markers, 2)
end

-- What the daemon writes while it plays: clips first, their stems later.
local function follow_dry()
  local lines = lines_of(session)
  local dry, wet = lines[1] .. lines[2], lines[1] .. lines[2]
  for index = 3, #lines do
    copy(lines[index])
    wet = wet .. lines[index]
    if lines[index]:find('\tdry\t') then dry = dry .. lines[index] end
  end
  write(later .. '/manifest.tsv', dry)
  start_following()
  R.pass(1)
  return function()
    write(later .. '/manifest.tsv', wet)
    R.pass(1)
  end
end

function cases.a_dry_clip_sounds_until_its_stem_comes()
  local stems_come = follow_dry()
  local count = #R.items()
  equal(track_named('bell (dry)').items[2].value.B_MUTE, nil)
  track_named('bell (dry)').items[2].value.D_POSITION = 77 -- the user moves one
  stems_come()
  equal(#R.items(), 2 * count)
  for _, name in ipairs({ 'rain', 'bell', 'dog' }) do
    local dry, wet = track_named(name .. ' (dry)'), track_named(name)
    equal(#wet.items, #dry.items)
    for index, item in ipairs(wet.items) do
      equal(dry.items[index].value.B_MUTE, 1)
      equal(item.value.B_MUTE, nil)
      near(item.value.D_POSITION, dry.items[index].value.D_POSITION)
    end
  end
  near(track_named('bell').items[2].value.D_POSITION, 77)
end

function cases.a_clip_that_the_user_has_edited_is_not_muted()
  local stems_come = follow_dry()
  local bells = track_named('bell (dry)').items
  bells[1].value.D_LENGTH = 0.05
  bells[2].value.B_MUTE = 1
  table.remove(track_named('rain (dry)').items) -- and no stem is wanted for what is gone
  stems_come()
  equal(bells[1].value.B_MUTE, nil)
  for _, stem in ipairs(track_named('bell').items) do equal(stem.value.B_MUTE, 1) end
  for _, track in ipairs(R.tracks) do assert(name_of(track) ~= 'rain', 'a stem came back') end
end

function cases.stems_that_follow_keep_their_place_after_a_restart_of_the_script()
  local stems_come = follow_dry()
  R.quit()
  start_following()
  stems_come()
  equal(#R.items(), #lines_of(session) - 2)
  R.quit()
  start_following()
  R.pass(2)
  equal(#R.items(), #lines_of(session) - 2)
end

function cases.an_error_ends_the_loop_and_leaves_all_in_balance()
  local lines = lines_of(session)
  copy(lines[3])
  write(later .. '/manifest.tsv', table.concat(lines, '', 1, 3))
  reaper.AddTakeToMediaItem = function() error('out of takes') end
  start_following()
  R.pass(2)
  equal(R.deferred, nil)
  assert(R.console[1]:find('out of takes'))
end

local PLANNED = '0\n/ttmba/cue/planned 2 1\n/ttmba/event/placed dog dog 1.0 0.0 0.0 1.0 0.0\n'

local function send_to(position, reply)
  R.ext['ttmba_live/folder'] = later
  R.cursor = position
  R.answers = { '  a "dog", `barks` $(x)  ' }
  R.replies = { reply }
  R.run(CUE)
end

local function all_come()
  local lines = lines_of(session)
  for index = 3, #lines do copy(lines[index]) end
  write(later .. '/manifest.tsv', table.concat(lines))
end

function cases.send_cue()
  local lines = lines_of(session)
  write(later .. '/manifest.tsv', lines[1] .. lines[2])
  send_to(40, PLANNED)
  equal(R.executed[1].command, [["ttmba-live" send --wait 1 -- /ttmba/cue "a 'dog',  barks   (x)"]])
  assert(R.executed[1].wait > 1000)
  R.pass(3)
  equal(#R.items(), 0)
  all_come()
  R.pass(3)
  equal(#R.items(), 2, 'the clip of cue 2 and its stem')
  for _, item in ipairs(R.items()) do near(item.value.D_POSITION, 40) end
  equal(track_named('dog (dry)').items[1].value.B_MUTE, 1)
  equal(R.deferred, nil, 'the loop')
end

function cases.send_cue_with_a_slow_planner()
  local lines = lines_of(session)
  write(later .. '/manifest.tsv', lines[1] .. lines[2] .. lines[3])
  send_to(3.5, '0\n')
  all_come()
  R.pass(20)
  equal(#R.items(), 2, 'the items of the cue that came')
  near(R.items()[1].value.D_POSITION, R.cursor)
  equal(R.deferred, nil, 'the loop')
end

-- Both scripts run; REAPER gives each its own turns.
function cases.send_cue_while_following()
  for _, planned in ipairs({ PLANNED, '0\n' }) do
    local lines = lines_of(session)
    R.tracks, R.project, R.deferred, R.exits = {}, {}, nil, {}
    write(later .. '/manifest.tsv', table.concat(lines, '', 1, 6)) -- cue 1 has begun
    start_following()
    R.pass(1)
    local following = R.deferred
    R.deferred = nil
    send_to(40, planned)
    local sending = R.deferred
    all_come()
    for _ = 1, 600 do
      R.clock = R.clock + 0.033
      for name, loop in pairs({ following = following, sending = sending }) do
        R.deferred = nil
        loop()
        if name == 'following' then following = R.deferred else sending = R.deferred end
      end
    end
    equal(sending, nil, 'the loop')
    equal(#R.items(), #lines - 2, 'the number of items')
    near(track_named('dog').items[1].value.D_POSITION, 40)
    near(track_named('dog (dry)').items[1].value.D_POSITION, 40)
    near(track_named('rain').items[1].value.D_POSITION, start_of(lines[3]))
    for key in pairs(R.ext) do assert(not key:find('hold'), key .. ' is left') end
    R.deferred = nil
    R.answers = { session .. '/manifest.tsv' } -- the finished session adds nothing
    R.run(IMPORT)
    equal(#R.items(), #lines - 2, 'the number of items')
  end
end

function cases.send_cue_says_what_went_wrong()
  R.ext['ttmba_live/folder'] = later
  for _, try in ipairs({
    { nil, 'cannot run' },
    { '2\nttmba-live: nobody listens there', 'nobody listens' },
    { '0\n/ttmba/error /ttmba/cue too many events\n', 'too many events' },
  }) do
    R.answers, R.replies = { 'rain' }, { try[1] }
    R.run(CUE)
    assert(R.boxes[#R.boxes]:find(try[2]), R.boxes[#R.boxes])
  end
  R.answers, R.replies = { 'rain' }, { '0\n' }
  R.run(CUE)
  R.pass(200)
  assert(R.boxes[#R.boxes]:find('No sound came'))
  R.answers = { '   ' }
  R.run(CUE)
  equal(#R.executed, 4, 'what was sent')
end

function cases.send_item_positions()
  import(NO)
  local dry, wet = track_named('rain (dry)'), track_named('rain')
  local other = track_named('dog (dry)')
  other.text = { P_NAME = ' Big Dog! ' }
  other.envelope = { kind = 'envelope', at = 0.5 }
  R.selected = { dry.items[1], dry.items[1], wet.items[1], other.items[1] }
  R.run(POSITIONS)
  equal(#R.executed, 2)
  equal(R.executed[1].command, [["ttmba-live" send --wait 0 -- /ttmba/source/rain/azimuth 90.000000]])
  equal(R.executed[2].command, [["ttmba-live" send --wait 0 -- /ttmba/source/big_dog!/azimuth 45.000000]])
  R.ext['ttmba_live/program'] = [[C:\Users\Jörg\ttmba live\Scripts\ttmba-live.exe]]
  R.run(POSITIONS)
  equal(R.executed[3].command:match('^"[^"]*"'), '"C:/Users/Jörg/ttmba live/Scripts/ttmba-live.exe"')
end

cases[case]()
