// Colours and text shared by the drawings of this package. Knows no OSC.
// ECMAScript 5 for jsui; the three drawings include() it.

var INK = [0.88, 0.89, 0.91, 1];
var DIM = [0.55, 0.57, 0.61, 1];
var GROUND = [0.13, 0.14, 0.16, 1];
var LINE = [0.27, 0.29, 0.33, 1];
var WARN = [0.96, 0.47, 0.40, 1];
var STATES = {
    planned: [0.55, 0.57, 0.61, 1],
    queued: [0.62, 0.64, 0.70, 1],
    generating: [0.96, 0.76, 0.33, 1],
    ready: [0.45, 0.70, 0.95, 1],
    playing: [0.42, 0.83, 0.55, 1],
    done: [0.42, 0.44, 0.48, 1],
    failed: [0.96, 0.47, 0.40, 1]
};

function colour_of(state) {
    return STATES.hasOwnProperty(state) ? STATES[state] : DIM;
}

function ink(colour) {
    mgraphics.set_source_rgba(colour[0], colour[1], colour[2], colour[3]);
}

function ground(width, height) {
    ink(GROUND);
    mgraphics.rectangle(0, 0, width, height);
    mgraphics.fill();
}

function bar(x, y, width, height, colour) {
    ink(colour);
    mgraphics.rectangle(x, y, width, height);
    mgraphics.fill();
}

function disc(x, y, radius, colour) {
    ink(colour);
    mgraphics.ellipse(x - radius, y - radius, 2 * radius, 2 * radius);
    mgraphics.fill();
}

function ring(x, y, radius, colour, width) {
    ink(colour);
    mgraphics.set_line_width(width || 1);
    mgraphics.ellipse(x - radius, y - radius, 2 * radius, 2 * radius);
    mgraphics.stroke();
}

function stroke_line(x1, y1, x2, y2, colour, width) {
    ink(colour);
    mgraphics.set_line_width(width || 1);
    mgraphics.move_to(x1, y1);
    mgraphics.line_to(x2, y2);
    mgraphics.stroke();
}

// Text on a baseline, cut with an ellipsis where it would be wider than `width`.
function words(text, x, y, size, colour, width, centred) {
    var shown = String(text);
    mgraphics.select_font_face("Arial");
    mgraphics.set_font_size(size);
    var room = width || 10000;
    if (mgraphics.text_measure(shown)[0] > room) {
        while (shown.length > 1 && mgraphics.text_measure(shown + "\u2026")[0] > room) {
            shown = shown.substring(0, shown.length - 1);
        }
        shown += "\u2026";
    }
    var left = centred ? x - mgraphics.text_measure(shown)[0] / 2 : x;
    ink(colour);
    mgraphics.move_to(left, y);
    mgraphics.show_text(shown);
}

// The listener from above, looking up the picture, which is the front.
function head(x, y, radius) {
    disc(x - radius, y, radius * 0.3, DIM);
    disc(x + radius, y, radius * 0.3, DIM);
    ink(DIM);
    mgraphics.move_to(x - radius * 0.4, y - radius * 0.8);
    mgraphics.line_to(x, y - radius * 1.5);
    mgraphics.line_to(x + radius * 0.4, y - radius * 0.8);
    mgraphics.close_path();
    mgraphics.fill();
    disc(x, y, radius, DIM);
}
