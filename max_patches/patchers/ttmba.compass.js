// The azimuth dial of ttmba.source: a plan view, front at the top, left at the left.
// Azimuth in degrees, 0 front, + left. Knows one source's name and follows its news.

autowatch = 1;
inlets = 1;
outlets = 1;
include("ttmba.draw.js");
mgraphics.init();
mgraphics.relative_coords = 0;
mgraphics.autofill = 0;

var me = "";
var place = { azimuth: 0, elevation: 0, distance: 2 };
var doing = "";

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
    place[what] = value;
    outlet(0, "moved", me, place.azimuth, place.elevation, place.distance);
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

function named(id) {
    me = String(id);
    doing = "";
    mgraphics.redraw();
}

// It was placed elsewhere, by the planner or on a pad: the controls follow and send nothing.
function moved(id, azimuth, elevation, distance) {
    if (String(id) === me) {
        place = { azimuth: azimuth, elevation: elevation, distance: distance };
        outlet(0, "placed", azimuth, elevation, distance);
        mgraphics.redraw();
    }
}

function placed(id, sound, duration, azimuth, elevation, distance) {
    moved(id, azimuth, elevation, distance);
}

function state(id, now) {
    if (String(id) === me) {
        doing = now;
        mgraphics.redraw();
    }
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
    var angle = place.azimuth * Math.PI / 180;
    var colour = doing ? colour_of(doing) : INK;
    var left = radius * Math.sin(angle);
    var front = radius * Math.cos(angle);
    stroke_line(x - 0.4 * left, y - 0.4 * front, x - left, y - front, colour, 3);
    disc(x - left, y - front, 7, colour);
}
