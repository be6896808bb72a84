// The source list of ttmba.live: what each source does, how far its clip is, the daemon's state
// and its last error. Knows the daemon's news; sends play, stop and which row was clicked.

autowatch = 1;
inlets = 1;
outlets = 1;
include("ttmba.draw.js");
mgraphics.init();
mgraphics.relative_coords = 0;
mgraphics.autofill = 0;

var TOP = 22;
var BOTTOM = 20;
var ROW = 20;
var KEPT = 200;

var rows = [];
var by_id = {};
var first = 0;
var daemon = { alive: false, version: "", voices: 0, queue: 0, load: 0, underruns: 0 };
var last_error = "";
var selected = "";

function row_of(id) {
    var key = "id " + id;
    if (!by_id.hasOwnProperty(key)) {
        by_id[key] = { id: String(id), sound: "", state: "", note: "", share: -1, peak: -200 };
        rows.unshift(by_id[key]);
        if (rows.length > KEPT) {
            delete by_id["id " + rows.pop().id];
        }
    }
    return by_id[key];
}

function state(id, name, note) {
    var row = row_of(id);
    row.state = name;
    row.note = note === undefined ? "" : String(note);
    if (name === "generating") {
        row.share = Math.max(row.share, 0);
    } else {
        row.share = -1;
    }
    if (name !== "playing") {
        row.peak = -200;
    }
    mgraphics.redraw();
}

function progress(id, share) {
    row_of(id).share = Math.min(1, Math.max(0, share));
    mgraphics.redraw();
}

function placed(id, sound) {
    row_of(id).sound = String(sound);
    mgraphics.redraw();
}

function meter(id, peak) {
    row_of(id).peak = peak;
    mgraphics.redraw();
}

function refused(address, message) {
    last_error = address + ": " + (message === undefined ? "" : message);
    mgraphics.redraw();
}

function status(voices, queue, load, underruns) {
    daemon.voices = voices;
    daemon.queue = queue;
    daemon.load = load;
    daemon.underruns = underruns;
    mgraphics.redraw();
}

// The daemon answered a ping. One that was away has forgotten what it played.
function pong(version) {
    if (!daemon.alive) {
        clear();
    }
    daemon.alive = true;
    daemon.version = String(version);
    mgraphics.redraw();
}

function away() {
    daemon.alive = false;
    mgraphics.redraw();
}

function clear() {
    rows = [];
    by_id = {};
    first = 0;
    last_error = "";
    selected = "";
    mgraphics.redraw();
}

function fitting() {
    return Math.floor((mgraphics.size[1] - TOP - BOTTOM) / ROW);
}

function shown() {
    first = Math.max(0, Math.min(first, rows.length - fitting()));
    return rows.slice(first, first + fitting());
}

function onclick(x, y) {
    var row = shown()[Math.floor((y - TOP) / ROW)];
    if (y < TOP || row === undefined) {
        return;
    }
    var width = mgraphics.size[0];
    if (x >= width - 22) {
        outlet(0, "/ttmba/source/" + row.id + "/stop");
    } else if (x >= width - 44) {
        outlet(0, "/ttmba/source/" + row.id + "/play");
    } else {
        selected = row.id;
        outlet(0, "select", row.id);
        mgraphics.redraw();
    }
}

function onwheel(x, y, right, up) {
    first += up < 0 ? 1 : -1;
    mgraphics.redraw();
}

function paint_row(row, y, width) {
    var colour = colour_of(row.state);
    if (row.id === selected) {
        bar(0, y, width, ROW, LINE);
    }
    disc(11, y + ROW / 2, 4, colour);
    words(row.id, 22, y + 14, 12, INK, width * 0.34 - 28);
    var x = width * 0.34;
    words(row.state + (row.note ? "  " + row.note : ""), x, y + 14, 11, colour, width - x - 126);
    if (row.share >= 0) {
        bar(width - 118, y + 7, 66, 6, LINE);
        bar(width - 118, y + 7, 66 * row.share, 6, colour);
    } else if (row.peak > -60) {
        bar(width - 118, y + 7, 66, 6, LINE);
        bar(width - 118, y + 7, 66 * Math.min(1, (row.peak + 60) / 60), 6,
            row.peak > -1 ? WARN : colour);
    }
    ink(INK);
    mgraphics.move_to(width - 38, y + 5);
    mgraphics.line_to(width - 28, y + 10);
    mgraphics.line_to(width - 38, y + 15);
    mgraphics.close_path();
    mgraphics.fill();
    bar(width - 18, y + 6, 8, 8, INK);
}

function paint() {
    var width = mgraphics.size[0];
    var height = mgraphics.size[1];
    ground(width, height);
    disc(11, 11, 5, daemon.alive ? STATES.playing : WARN);
    var line = "not answering \u2013 is ttmba-live serve running?";
    if (daemon.alive) {
        line = "ttmba_live " + daemon.version + "   " + daemon.voices + " voices   " +
            daemon.queue + " queued   load " + Math.round(100 * daemon.load) + " %   " +
            daemon.underruns + " gaps";
    }
    words(line, 22, 15, 11, daemon.alive ? INK : WARN, width - 30);
    var list = shown();
    for (var i = 0; i < list.length; i++) {
        paint_row(list[i], TOP + i * ROW, width);
    }
    if (!list.length) {
        words("Sources appear here: type a cue above, press Return.", 22, TOP + 16, 11, DIM,
            width - 30);
    }
    stroke_line(0, height - BOTTOM, width, height - BOTTOM, LINE);
    words(last_error || "no errors", 8, height - 6, 11, last_error ? WARN : DIM, width - 16);
}
