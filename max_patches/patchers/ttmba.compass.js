// The azimuth dial of ttmba.source: a plan view, front at the top, left at the left.
// Azimuth in degrees, 0 front, + left. Follows the news of all sources, shows one.

autowatch = 1;
inlets = 1;
outlets = 1;
include("ttmba.draw.js");
mgraphics.init();
mgraphics.relative_coords = 0;
mgraphics.autofill = 0;

var me = "";
var known = {};

// What is known of a source: where it is, what it does.
function of(id) {
    var key = "id " + id;
    if (!known.hasOwnProperty(key)) {
        known[key] = { azimuth: 0, elevation: 0, distance: 2, state: "", placed: false };
    }
    return known[key];
}

// Where a pixel lies: degrees, + left, seen from the middle of the picture.
function azimuth_at(x, y) {
    var left = mgraphics.size[0] / 2 - x;
    var front = mgraphics.size[1] / 2 - y;
    return Math.atan2(left, front) * 180 / Math.PI;
}

function onclick(x, y) {
    outlet(0, "azimuth", azimuth_at(x, y));
}

function ondrag(x, y, button) {
    if (button) {
        outlet(0, "azimuth", azimuth_at(x, y));
    }
}

// The control was moved: tell the pads.
function told(what, value) {
    var source = of(me);
    source[what] = value;
    outlet(0, "moved", me, source.azimuth, source.elevation, source.distance);
    mgraphics.redraw();
}

function azimuth(value) {
    told("azimuth", value);
}

function elevation(value) {
    told("elevation", value);
}

function distance(value) {
    told("distance", value);
}

// The controls follow what is known of the source, and send nothing.
function follow() {
    var source = of(me);
    if (source.placed) {
        outlet(0, "placed", source.azimuth, source.elevation, source.distance);
    }
    mgraphics.redraw();
}

function named(id) {
    me = String(id);
    follow();
}

// A source was placed elsewhere: by the planner, on a pad, by another module.
function moved(id, azimuth, elevation, distance) {
    var source = of(id);
    source.azimuth = azimuth;
    source.elevation = elevation;
    source.distance = distance;
    source.placed = true;
    if (String(id) === me) {
        follow();
    }
}

function placed(id, sound, duration, azimuth, elevation, distance) {
    moved(id, azimuth, elevation, distance);
}

function state(id, now) {
    of(id).state = now;
    mgraphics.redraw();
}

function paint() {
    var width = mgraphics.size[0];
    var height = mgraphics.size[1];
    var x = width / 2;
    var y = height / 2;
    var radius = Math.min(x, y) - 15;
    ground(width, height);
    ring(x, y, radius, LINE, 2);
    words("front", x, 11, 9, DIM, 60, true);
    words("back", x, height - 4, 9, DIM, 60, true);
    words("L", 6, y + 4, 9, DIM, 12, true);
    words("R", width - 6, y + 4, 9, DIM, 12, true);
    head(x, y, radius * 0.2);
    var source = of(me);
    var angle = source.azimuth * Math.PI / 180;
    var colour = source.state ? colour_of(source.state) : INK;
    var left = radius * Math.sin(angle);
    var front = radius * Math.cos(angle);
    stroke_line(x - 0.4 * left, y - 0.4 * front, x - left, y - front, colour, 3);
    disc(x - left, y - front, 7, colour);
}
