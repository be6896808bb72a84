// Runs one jsui script outside Max, for tests and pictures: the functions of Max's JavaScript that
// the scripts use, and mgraphics written down as SVG. One JSON command a line in, one answer out.
'use strict'

const fs = require('fs')
const path = require('path')
const vm = require('vm')

const [file, width, height] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])]
let out = []
let svg = []
let pen = { colour: '#000', alpha: 1, width: 1, size: 12, d: '', at: [0, 0] }

const escape = (text) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`)
const shape = (style) => {
  svg.push(`<path d="${pen.d}" ${style}/>`)
  pen.d = ''
}
const mgraphics = {
  size: [width, height],
  init () {},
  redraw () {},
  set_source_rgba (r, g, b, a) {
    pen.colour = `rgb(${[r, g, b].map((v) => Math.round(255 * v)).join(',')})`
    pen.alpha = a
  },
  set_line_width (w) { pen.width = w },
  rectangle (x, y, w, h) { pen.d += `M${x} ${y}h${w}v${h}h${-w}z` },
  ellipse (x, y, w, h) {
    const [rx, ry] = [w / 2, h / 2]
    pen.d += `M${x} ${y + ry}a${rx} ${ry} 0 1 0 ${w} 0a${rx} ${ry} 0 1 0 ${-w} 0z`
  },
  move_to (x, y) { pen.d += `M${x} ${y}`; pen.at = [x, y] },
  line_to (x, y) { pen.d += `L${x} ${y}` },
  close_path () { pen.d += 'z' },
  fill () { shape(`fill="${pen.colour}" fill-opacity="${pen.alpha}"`) },
  stroke () {
    shape(`fill="none" stroke="${pen.colour}" stroke-opacity="${pen.alpha}" stroke-width="${pen.width}"`)
  },
  select_font_face () {},
  set_font_size (size) { pen.size = size },
  text_measure (text) { return [text.length * pen.size * 0.52, pen.size] },
  show_text (text) {
    const [x, y] = pen.at
    svg.push(`<text x="${x}" y="${y}" font-family="Arial, Liberation Sans, sans-serif" ` +
      `font-size="${pen.size}" fill="${pen.colour}">${escape(text)}</text>`)
    pen.d = ''
  }
}
const context = vm.createContext({
  mgraphics,
  outlet: (number, ...atoms) => out.push([number, ...atoms]),
  post: () => {},
  include: (name) => run(path.join(path.dirname(file), name))
})
function run (name) {
  vm.runInContext(fs.readFileSync(name, 'utf8'), context, { filename: name })
}
run(file)

function answer ([what, ...atoms]) {
  out = []
  svg = []
  if (what === 'paint') {
    context.paint()
    return svg.join('\n')
  }
  if (typeof context[what] !== 'function') throw new Error(`${file} has no function ${what}`)
  context[what](...atoms)
  return out
}

require('readline').createInterface({ input: process.stdin }).on('line', (line) => {
  console.log(JSON.stringify(answer(JSON.parse(line))))
})
