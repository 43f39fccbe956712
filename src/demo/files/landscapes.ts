// Pictures from outside: hills, lakes and a bridge, in the light of some hour of the day.
import { Chance } from '../chance.js'
import { box, disc, drawing, fade, shape, stroke, type Drawing } from './svg.js'

interface View {
  width: number
  height: number
  seed: number
  sky: readonly string[]
  /** From the furthest to the nearest. */
  hills: readonly string[]
  sun: { x: number; y: number; colour: string }
  /** Without any, the nearest hill goes down to the edge. */
  water?: readonly string[]
}

/** The edge of a range of hills, as a closed shape down to `bottom`. */
function hill(chance: Chance, width: number, top: number, rise: number, bottom: number): string {
  const waves = [1, 2, 5].map((times) => ({ times, shift: chance.between(0, 7), high: rise / times }))
  const points = Array.from({ length: 61 }, (_, nth) => {
    const x = (nth / 60) * width
    const y = waves.reduce(
      (sum, { times, shift, high }) => sum - high * Math.sin((x / width) * times * 5 + shift),
      top,
    )
    return `${x.toFixed(1)} ${y.toFixed(1)}`
  })
  return `M0 ${bottom}L${points.join('L')}L${width} ${bottom}Z`
}

export function landscape({ width, height, seed, sky, hills, sun, water }: View): Drawing {
  const chance = new Chance(seed)
  const shore = water ? height * 0.6 : height
  const ranges = hills.map((colour, nth) => {
    const top = height * (0.38 + (nth / hills.length) * (water ? 0.2 : 0.5))
    return shape(hill(chance, width, top, height * 0.06 * (1 - nth * 0.15), shore), colour)
  })
  return drawing(
    width,
    height,
    `<defs>${fade('sky', ...sky)}${water ? fade('water', ...water) : ''}</defs>`,
    box(0, 0, width, height, 'url(#sky)'),
    disc(sun.x * width, sun.y * height, Math.min(width, height) * 0.06, sun.colour),
    ...ranges,
    ...(water
      ? [box(0, shore, width, height - shore, 'url(#water)'), glitter(chance, { width, height, shore, sun })]
      : [trees(chance, width, height)]),
  )
}

/** The sun's way on the waves, wider the nearer. */
function glitter(
  chance: Chance,
  { width, height, shore, sun }: { width: number; height: number; shore: number; sun: View['sun'] },
): string {
  const lines: string[] = []
  for (let y = shore + 6; y < height; y += height / 70) {
    const long = width * 0.05 + (y - shore) * chance.between(0.2, 0.7)
    const left = sun.x * width - long / 2 + chance.between(-12, 12)
    lines.push(
      `<rect x="${left.toFixed(1)}" y="${y.toFixed(1)}" width="${long.toFixed(1)}" height="4" fill="${sun.colour}" opacity="${(0.7 - (0.6 * (y - shore)) / (height - shore)).toFixed(2)}" rx="2"/>`,
    )
  }
  return lines.join('')
}

function trees(chance: Chance, width: number, height: number): string {
  return Array.from({ length: 26 }, () => {
    const x = chance.between(0, width)
    const foot = chance.between(height * 0.86, height)
    const tall = (foot / height) * chance.between(60, 110)
    const wide = tall * 0.26
    return shape(
      `M${x - wide} ${foot}L${x} ${foot - tall}L${x + wide} ${foot}Z`,
      chance.one(['#16352b', '#1d4436', '#12291f']),
    )
  }).join('')
}

const EVENING = ['#2b3a67', '#a4567c', '#f08a5d', '#ffd27a']
const DUSK_WATER = ['#e79a6b', '#8d5a80', '#273259']

export const lake = (): Drawing =>
  landscape({
    ...{ width: 1200, height: 800, seed: 3 },
    sky: ['#7fb7e6', '#cfe6f5', '#fdf3df'],
    hills: ['#8fa7b8', '#5f8374', '#35594a'],
    sun: { x: 0.22, y: 0.2, colour: '#fffbe8' },
    water: ['#9cc3d6', '#3f7f97', '#1f4f66'],
  })

export const lakeEvening = (): Drawing =>
  landscape({
    ...{ width: 900, height: 1200, seed: 8 },
    sky: EVENING,
    hills: ['#7b4b73', '#4c3560', '#2a2447'],
    sun: { x: 0.64, y: 0.46, colour: '#fff1c4' },
    water: DUSK_WATER,
  })

export const hills = (): Drawing =>
  landscape({
    ...{ width: 800, height: 800, seed: 5 },
    sky: ['#9fd3f0', '#e9f6fb'],
    hills: ['#a9c3b5', '#79a88c', '#4a8465', '#2c5d45'],
    sun: { x: 0.7, y: 0.2, colour: '#fff6cf' },
  })

export const ridge = (): Drawing =>
  landscape({
    ...{ width: 1600, height: 900, seed: 12 },
    sky: ['#5f9fd8', '#bfe0f3', '#f7fbfd'],
    hills: ['#b9c6d3', '#8ea3b5', '#6a8a86', '#47705f', '#2b5140'],
    sun: { x: 0.85, y: 0.14, colour: '#fffdf0' },
  })

/** A bridge with two arches over a river in the morning. */
export function bridge(): Drawing {
  const view = landscape({
    ...{ width: 1280, height: 800, seed: 21 },
    sky: ['#f6d7c3', '#fbeee2', '#dceaf0'],
    hills: ['#b4bfc4', '#8c9f9c', '#64807a'],
    sun: { x: 0.5, y: 0.3, colour: '#fff8e6' },
    water: ['#c3d3d6', '#7fa0a8', '#4a7480'],
  })
  const stone = '#7a5a4a'
  return {
    ...view,
    shapes: [
      view.shapes,
      box(0, 430, 1280, 46, stone),
      ...[60, 480, 900].map((x) => box(x, 440, 110, 190, stone)),
      ...[170, 590].map((x) =>
        shape(
          `M${x} 630L${x} 560A155 100 0 0 1 ${x + 310} 560L${x + 310} 630L${x + 310} 476L${x} 476Z`,
          stone,
        ),
      ),
      stroke('M0 424H1280', '#5d4336', 10),
      ...Array.from({ length: 17 }, (_, nth) => stroke(`M${20 + nth * 78} 424v-44`, '#5d4336', 7)),
      stroke('M0 380H1280', '#5d4336', 7),
    ].join(''),
  }
}
