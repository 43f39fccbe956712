// Makes the voice notes of the demo: somebody who hums in syllables, encoded by a browser, since Node.js has no Opus.
// Writes src/demo/files/voices.ts. Needs Chromium, like the tests of the page; run it when a voice is to be another.
import { existsSync, writeFileSync } from 'node:fs'
import { BufferTarget, EncodedAudioPacketSource, EncodedPacket, Output, WebMOutputFormat } from 'mediabunny'
import { chromium } from 'playwright-core'

const RATE = 48_000
const BITS_PER_SECOND = 14_000
const PLACES = [process.env.CHROMIUM ?? '', '/usr/bin/chromium', '/usr/bin/chromium-browser']

/** Name, seed, pitch in Hz, and how many syllables. */
const VOICES = [
  ['train', 11, 118, 26],
  ['sunday', 23, 205, 34],
  ['ben', 37, 132, 30],
]

/** First and second formant of some vowels, in Hz. */
const VOWELS = [
  [730, 1090],
  [530, 1840],
  [390, 1990],
  [570, 840],
  [440, 1020],
]

function chanceOf(seed) {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

/** A filter that rings at a frequency. */
function resonator(frequency, width) {
  const r = Math.exp((-Math.PI * width) / RATE)
  const a = 2 * r * Math.cos((2 * Math.PI * frequency) / RATE)
  const gain = 1 - r
  let [one, two] = [0, 0]
  return (sample) => {
    const out = gain * sample + a * one - r * r * two
    ;[two, one] = [one, out]
    return out
  }
}

function hum(seed, pitch, syllables) {
  const chance = chanceOf(seed)
  const samples = []
  let phase = 0
  for (let nth = 0; nth < syllables; nth++) {
    const [low, high] = VOWELS[Math.floor(chance() * VOWELS.length)]
    const [first, second] = [resonator(low, 90), resonator(high, 120)]
    const long = Math.round((0.11 + 0.14 * chance()) * RATE)
    const loud = 0.45 + 0.55 * chance()
    const begin = pitch * (0.9 + 0.3 * chance())
    const end = pitch * (0.8 + 0.25 * chance())
    for (let at = 0; at < long; at++) {
      const part = at / long
      phase += (begin + (end - begin) * part) / RATE
      const pulse = (phase % 1) * 2 - 1
      const shaped = Math.min(1, part * 8, (1 - part) * 4) * loud
      samples.push(shaped * (first(pulse) + 0.6 * second(pulse)))
    }
    const pause = chance() < 0.18 ? 0.3 + 0.3 * chance() : 0.03 + 0.05 * chance()
    for (let at = 0; at < pause * RATE; at++) samples.push(0)
  }
  const most = samples.reduce((max, each) => Math.max(max, Math.abs(each)), 0)
  return samples.map((each) => (each / most) * 0.7)
}

/** Runs in the page. */
async function encode({ pcm, rate, bitrate }) {
  const data = Float32Array.from(pcm)
  const packets = []
  let config
  const encoder = new AudioEncoder({
    output(chunk, meta) {
      const bytes = new Uint8Array(chunk.byteLength)
      chunk.copyTo(bytes)
      const { decoderConfig } = meta ?? {}
      if (decoderConfig)
        config = {
          ...decoderConfig,
          description: decoderConfig.description && [...new Uint8Array(decoderConfig.description)],
        }
      packets.push({
        bytes: [...bytes],
        timestamp: chunk.timestamp / 1e6,
        duration: (chunk.duration ?? 0) / 1e6,
      })
    },
    error(error) {
      throw error
    },
  })
  encoder.configure({
    codec: 'opus',
    sampleRate: rate,
    numberOfChannels: 1,
    bitrate,
    opus: { frameDuration: 60_000, application: 'voip' },
  })
  encoder.encode(
    new AudioData({
      format: 'f32',
      sampleRate: rate,
      numberOfFrames: data.length,
      numberOfChannels: 1,
      timestamp: 0,
      data,
    }),
  )
  await encoder.flush()
  return { packets, config }
}

async function webm({ packets, config }) {
  const target = new BufferTarget()
  const output = new Output({ format: new WebMOutputFormat(), target })
  const track = new EncodedAudioPacketSource('opus')
  output.addAudioTrack(track)
  await output.start()
  const decoderConfig = {
    ...config,
    ...(config.description && { description: Uint8Array.from(config.description) }),
  }
  for (const { bytes, timestamp, duration } of packets)
    await track.add(new EncodedPacket(Uint8Array.from(bytes), 'key', timestamp, duration), { decoderConfig })
  await output.finalize()
  return Buffer.from(target.buffer)
}

const browser = await chromium.launch({
  executablePath: PLACES.find((path) => existsSync(path)),
  args: ['--no-sandbox'],
})
try {
  const page = await browser.newPage()
  // WebCodecs are for secure pages alone, and this host is one.
  await page.route('http://localhost/', (route) => route.fulfill({ contentType: 'text/html', body: '' }))
  await page.goto('http://localhost/')
  const made = []
  for (const [name, seed, pitch, syllables] of VOICES) {
    const pcm = hum(seed, pitch, syllables)
    const bytes = await webm(await page.evaluate(encode, { pcm, rate: RATE, bitrate: BITS_PER_SECOND }))
    console.log(name, `${(pcm.length / RATE).toFixed(1)} s`, `${bytes.length} bytes`)
    made.push(`  ${name}: '${bytes.toString('base64')}',`)
  }
  writeFileSync(
    'src/demo/files/voices.ts',
    `// The voice notes of the demo, as WebM with Opus. Written by scripts/demo-voices.mjs: not by hand.

// prettier-ignore
export const voices = {
${made.join('\n')}
}
`,
  )
} finally {
  await browser.close()
}
