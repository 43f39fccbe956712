// The files that people in the demo send each other, by name; each is made when it is wanted, and once.
import { expenses, packingList, roadmap } from './documents.js'
import { film } from './film.js'
import { bridge, hills, lake, lakeEvening, ridge } from './landscapes.js'
import { bubbles, chart, largeFonts, letters, onboarding } from './screens.js'
import { jpeg, type Drawing } from './svg.js'
import { bench, cake, cat, cinema, garden, megaphone, orchard } from './things.js'
import { voices } from './voices.js'

const picture = (draw: () => Drawing) => () => jpeg(draw())
const voice = (name: keyof typeof voices) => () => Buffer.from(voices[name], 'base64')

const MAKERS = {
  'orchard.jpg': picture(orchard),
  'megaphone.jpg': picture(megaphone),
  'cinema.jpg': picture(cinema),
  'onboarding-sketch.jpg': picture(onboarding),
  'large-fonts.jpg': picture(largeFonts),
  'activation.jpg': picture(chart),
  'bubbles-a.jpg': picture(() => bubbles(18)),
  'bubbles-b.jpg': picture(() => bubbles(22)),
  'letters.jpg': picture(letters),
  'empty-state.jpg': picture(() => bench('nobody')),
  'empty-state-2.jpg': picture(() => bench('bird')),
  'bench.jpg': picture(() => bench('somebody')),
  'lake.jpg': picture(lake),
  'lake-evening.jpg': picture(lakeEvening),
  'hills.jpg': picture(hills),
  'ridge.jpg': picture(ridge),
  'bridge.jpg': picture(bridge),
  'garden.jpg': picture(garden),
  'cat.jpg': picture(cat),
  'cake.jpg': picture(cake),
  'film-waves.webm': film,
  'voice-train.webm': voice('train'),
  'voice-sunday.webm': voice('sunday'),
  'voice-ben.webm': voice('ben'),
  'roadmap.pdf': roadmap,
  'packing-list.pdf': packingList,
  'expenses.csv': expenses,
} satisfies Record<string, () => Buffer | Promise<Buffer>>

export type FileName = keyof typeof MAKERS

const made = new Map<FileName, Promise<Buffer>>()

export function bytesOf(name: FileName): Promise<Buffer> {
  let bytes = made.get(name)
  if (!bytes) made.set(name, (bytes = Promise.resolve(MAKERS[name]())))
  return bytes
}

/** What is said of it when it is sent. */
export const kindOf = (name: FileName): Record<string, string> =>
  name.startsWith('voice-') ? { voice: 'true' } : name.startsWith('film-') ? { type: 'video' } : {}
