// Cue a sound, move it round the head once it plays, print what the daemon says.
// npm install osc-js && node circle.js [PORT]
const OSC = require('osc-js')

const daemon = { host: '127.0.0.1', port: Number(process.argv[2] ?? 7400) }
const here = { host: '127.0.0.1', port: 0 } // any free port: answers come back to it
const osc = new OSC({ plugin: new OSC.DatagramPlugin({ send: daemon, open: here }) })
const send = (address, ...args) => osc.send(new OSC.Message(address, ...args))
const wait = (ms) => new Promise((done) => setTimeout(done, ms))

async function circle () {
  for (let azimuth = 0; azimuth <= 360; azimuth += 5) { // left, behind, right, front again
    send('/ttmba/source/wind/aed', azimuth, 0, 2)
    await wait(20)
  }
  send('/ttmba/source/wind/aed', -90, 0, 2)
  await wait(500)
  process.exit(0)
}

for (const address of ['/ttmba/cue/planned', '/ttmba/event/placed', '/ttmba/event/state', '/ttmba/error']) {
  osc.on(address, ({ args }) => {
    console.log(address, ...args)
    if (args[1] === 'playing') circle()
  })
}
osc.on('open', () => send('/ttmba/event', 'wind', 'wind', 6, 0, 0, 2, 0))
osc.open()
