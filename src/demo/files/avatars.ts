// A face for everybody: what the cast says of them, and by chance from the name a jumper, curls and glasses.
import type { Character } from '../cast.js'
import { Chance } from '../chance.js'
import { box, disc, drawing, shape, stroke, type Drawing } from './svg.js'

const BACKS = ['#cde7dd', '#f6d9c6', '#d5dcf5', '#f3e3b3', '#e6d3ee', '#cfe3f0', '#f4cfd4', '#dfe8c8']
const SKINS = ['#f4d3bb', '#e8b796', '#cf9467', '#a86f45', '#7d4f32', '#f0c8a0']
const HAIRS = ['#2b2326', '#4a3326', '#7b4b2a', '#b5803f', '#8a8a8f', '#a3412b']
const JUMPERS = ['#2f6f77', '#b3473f', '#3f5fa8', '#58745a', '#7c4d86', '#c98a2b', '#33406b']

export function face({ username, look }: Character): Drawing {
  const chance = new Chance([...username].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7))
  const [back, jumper] = [chance.one(BACKS), chance.one(JUMPERS)]
  const [skin, hair] = [SKINS[look.skin]!, HAIRS[look.hair]!]
  const glasses = chance.next() < 0.35
  const curly = chance.next() < 0.4
  return drawing(
    256,
    256,
    box(0, 0, 256, 256, back),
    look.long ? box(70, 84, 116, 122, hair, 54) : '',
    shape('M36 256C36 204 84 190 128 190C172 190 220 204 220 256Z', jumper),
    box(110, 150, 36, 52, skin, 18),
    disc(128, 116, 48, skin, 56),
    curly
      ? [-44, -24, 0, 24, 44].map((x, nth) => disc(128 + x, [88, 66, 58, 66, 88][nth]!, 26, hair)).join('')
      : shape(
          'M76 118C70 66 96 48 130 48C166 48 186 70 180 118C172 92 160 84 128 84C98 84 84 92 76 118Z',
          hair,
        ),
    disc(110, 118, 5, '#2b2326'),
    disc(146, 118, 5, '#2b2326'),
    stroke('M112 142Q128 154 144 142', '#8c4a40', 5),
    glasses
      ? stroke(
          'M94 118a16 16 0 1 0 32 0a16 16 0 1 0-32 0M130 118a16 16 0 1 0 32 0a16 16 0 1 0-32 0M126 116h4',
          '#2b2326',
          4,
        )
      : '',
  )
}
