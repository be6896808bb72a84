// The plan view of ttmba.pad: front at the top, left at the left, the listener in the middle.
// Metres, x front, y left, z up. Sources come from the daemon's news or by `add`.

autowatch = 1;
inlets = 1;
outlets = 1;
include("ttmba.draw.js");
mgraphics.init();
mgraphics.relative_coords = 0;
mgraphics.autofill = 0;

var reach = 5;
var sources = {};
var held = "";
var selected = "";
var KEPT = 64;
var order = [];

function middle() {
    return { x: mgraphics.size[0] / 2, y: mgraphics.size[1] / 2 };
}

function pixels_per_metre() {
    return (Math.min(mgraphics.size[0], mgraphics.size[1]) / 2 - 14) / reach;
}

function spot(source) {
    var m = middle();
    var scale = pixels_per_metre();
    return { x: m.x - source.y * scale, y: m.y - source.x * scale };
}

function put(id, x, y, z) {
    var key = "id " + id;
    if (!sources.hasOwnProperty(key)) {
        sources[key] = { id: String(id), state: "" };
        order.push(key);
        if (order.length > KEPT) {
            delete sources[order.shift()];
        }
    }
    sources[key].x = x;
    sources[key].y = y;
    sources[key].z = z;
    mgraphics.redraw();
}

function put_polar(id, azimuth, elevation, distance) {
    var a = azimuth * Math.PI / 180;
    var e = elevation * Math.PI / 180;
    var flat = distance * Math.cos(e);
    put(id, flat * Math.cos(a), flat * Math.sin(a), distance * Math.sin(e));
}

function placed(id, sound, duration, azimuth, elevation, distance) {
    put_polar(id, azimuth, elevation, distance);
}

function moved(id, azimuth, elevation, distance) {
    if ("id " + id !== held) {
        put_polar(id, azimuth, elevation, distance);
    }
}

function state(id, name) {
    var key = "id " + id;
    if (sources.hasOwnProperty(key)) {
        sources[key].state = name;
        mgraphics.redraw();
    }
}

// add NAME [x y [z]]: metres, front and left; without numbers straight in front.
function add(id, x, y, z) {
    put(id, x === undefined ? reach / 2 : x, y === undefined ? 0 : y, z === undefined ? 0 : z);
}

function remove(id) {
    var at = order.indexOf("id " + id);
    if (at >= 0) {
        delete sources[order[at]];
        order.splice(at, 1);
        mgraphics.redraw();
    }
}

function range(metres) {
    reach = Math.max(0.5, metres);
    mgraphics.redraw();
}

function clear() {
    sources = {};
    order = [];
    held = "";
    selected = "";
    mgraphics.redraw();
}

function nearest(x, y) {
    var found = "";
    var best = 14;
    for (var i = 0; i < order.length; i++) {
        var at = spot(sources[order[i]]);
        var away = Math.sqrt((at.x - x) * (at.x - x) + (at.y - y) * (at.y - y));
        if (away <= best) {
            best = away;
            found = order[i];
        }
    }
    return found;
}

function onclick(x, y) {
    held = nearest(x, y);
    if (held) {
        selected = held;
        outlet(0, "select", sources[held].id);
        mgraphics.redraw();
    }
}

function ondrag(x, y, button) {
    if (!held || !sources.hasOwnProperty(held)) {
        return;
    }
    var source = sources[held];
    var m = middle();
    var scale = pixels_per_metre();
    source.x = (m.y - y) / scale;
    source.y = (m.x - x) / scale;
    tell(source);
    if (!button) {
        held = "";
    }
    mgraphics.redraw();
}

function ondblclick(x, y) {
    var key = nearest(x, y);
    if (key) {
        outlet(0, "/ttmba/source/" + sources[key].id + "/play");
    }
}

function tell(source) {
    var flat = Math.sqrt(source.x * source.x + source.y * source.y);
    var azimuth = Math.atan2(source.y, source.x) * 180 / Math.PI;
    var elevation = Math.atan2(source.z, flat) * 180 / Math.PI;
    var distance = Math.sqrt(flat * flat + source.z * source.z);
    outlet(0, "move", "/ttmba/source/" + source.id + "/xyz", source.x, source.y, source.z);
    outlet(0, "moved", source.id, azimuth, elevation, distance);
}

function paint() {
    var width = mgraphics.size[0];
    var height = mgraphics.size[1];
    var m = middle();
    var scale = pixels_per_metre();
    ground(width, height);
    for (var i = 1; i <= 4; i++) {
        ring(m.x, m.y, reach * scale * i / 4, LINE, 1);
    }
    stroke_line(m.x, 14, m.x, height - 14, LINE);
    stroke_line(14, m.y, width - 14, m.y, LINE);
    words("front", m.x, 11, 10, DIM, 60, true);
    words("back", m.x, height - 4, 10, DIM, 60, true);
    words("L", 7, m.y + 4, 10, DIM, 14, true);
    words("R", width - 7, m.y + 4, 10, DIM, 14, true);
    words(String(Math.round(100 * reach / 2) / 100) + " m", m.x + 3,
        m.y - reach * scale / 2 + 11, 9, DIM, 50);
    words(String(Math.round(100 * reach) / 100) + " m", m.x + 3, m.y - reach * scale + 11, 9, DIM, 50);
    head(m.x, m.y, 8);
    for (i = 0; i < order.length; i++) {
        paint_source(sources[order[i]], order[i] === selected, width);
    }
    if (!order.length) {
        words("Sources appear here when a cue is placed.", m.x, height - 30, 11, DIM,
            width - 20, true);
    }
}

function paint_source(source, chosen, width) {
    var at = spot(source);
    var colour = source.state ? colour_of(source.state) : INK;
    var x = Math.min(width - 8, Math.max(8, at.x));
    var y = Math.min(mgraphics.size[1] - 8, Math.max(8, at.y));
    disc(x, y, 7, colour);
    if (chosen) {
        ring(x, y, 10, INK, 2);
    }
    var height = Math.round(10 * source.z) / 10;
    var label = source.id + (height ? "  " + (height > 0 ? "+" : "") + height + " m" : "");
    words(label, x + (x > width - 70 ? -62 : 11), y + (x > width - 70 ? -10 : 4), 10, INK, 110);
}
