// Pictures of things: a cat, a cake, tomatoes, a bench, and the signs of some rooms.
import { Chance } from '../chance.js'
import { box, disc, drawing, fade, shape, stroke, type Drawing } from './svg.js'

const many = (count: number, draw: (nth: number) => string): string =>
  Array.from({ length: count }, (_, nth) => draw(nth)).join('')

export const orchard = (): Drawing =>
  drawing(
    512,
    512,
    box(0, 0, 512, 512, '#e7f3e4'),
    disc(206, 300, 112, '#d8453b', 120),
    disc(306, 300, 112, '#d8453b', 120),
    disc(170, 270, 30, '#f08d7f', 44),
    stroke('M256 216C252 170 266 140 292 112', '#6b4a2f', 18),
    shape('M284 158C300 96 372 86 404 104C390 156 336 182 284 158Z', '#4f9a53'),
  )

export const megaphone = (): Drawing =>
  drawing(
    512,
    512,
    box(0, 0, 512, 512, '#2f4b8f'),
    shape('M120 220L330 120V392L120 292Z', '#ffd166'),
    box(330, 104, 34, 304, '#ffffff', 17),
    shape('M150 296H216L240 400H186Z', '#f4a340'),
    many(3, (nth) => stroke(`M400 ${188 + nth * 68}L${450} ${168 + nth * 88}`, '#ffffff', 16)),
  )

export const cinema = (): Drawing =>
  drawing(
    512,
    512,
    box(0, 0, 512, 512, '#3a1430'),
    many(9, (nth) =>
      disc(
        150 + (nth % 5) * 52 + (nth > 4 ? 26 : 0),
        nth > 4 ? 172 : 206,
        40,
        nth % 2 ? '#fff3d1' : '#ffe3a0',
      ),
    ),
    shape('M124 220H388L352 452H160Z', '#ffffff'),
    many(4, (nth) => shape(`M${140 + nth * 66} 220h34l${-4 - nth * 5} 232h-26Z`, '#d8324a')),
  )

export const cat = (): Drawing =>
  drawing(
    960,
    1200,
    `<defs>${fade('wall', '#e9dccb', '#d8c3ab')}</defs>`,
    box(0, 0, 960, 1200, 'url(#wall)'),
    // The sweater that it sleeps on.
    shape('M60 860C220 740 740 740 900 860L940 1200H20Z', '#2f6f77'),
    many(11, (nth) =>
      stroke(
        `M${60 + nth * 84} 1200C${80 + nth * 78} 1040 ${150 + nth * 66} 900 ${180 + nth * 60} 800`,
        '#3d858e',
        8,
      ),
    ),
    disc(500, 780, 330, '#4a4648', 210),
    shape('M760 860C900 820 900 640 800 600C860 680 820 780 700 800Z', '#4a4648'),
    disc(330, 640, 170, '#55504f', 150),
    shape('M196 560L180 400L310 500Z', '#55504f'),
    shape('M464 560L480 400L350 500Z', '#55504f'),
    shape('M206 520L200 440L264 490Z', '#caa39a'),
    shape('M454 520L460 440L396 490Z', '#caa39a'),
    stroke('M236 640Q270 668 304 640', '#f6efe6', 9),
    stroke('M356 640Q390 668 424 640', '#f6efe6', 9),
    shape('M314 690H346L330 710Z', '#e59a93'),
    many(3, (nth) =>
      stroke(
        `M290 ${716 + nth * 10}L150 ${690 + nth * 30}M370 ${716 + nth * 10}L510 ${690 + nth * 30}`,
        '#efe7dc',
        4,
      ),
    ),
  )

/** It leans. */
export const cake = (): Drawing =>
  drawing(
    1000,
    1000,
    `<defs>${fade('back', '#fbe9ef', '#f3cfd9')}</defs>`,
    box(0, 0, 1000, 1000, 'url(#back)'),
    disc(500, 850, 380, '#ffffff', 46),
    '<g transform="rotate(-4 500 840)">',
    box(220, 600, 560, 240, '#c97f52', 24),
    box(290, 400, 420, 210, '#d99366', 24),
    box(360, 250, 280, 160, '#e6a97e', 24),
    many(3, (nth) => {
      const [left, top, wide] = [
        [214, 590, 572],
        [284, 390, 432],
        [354, 240, 292],
      ][nth]!
      const drops = Math.round(wide! / 72)
      return (
        box(left!, top!, wide!, 46, '#fff7f2', 22) +
        many(drops, (drop) => disc(left! + 40 + drop * 70, top! + 44, 26, '#fff7f2', 20 + ((drop * 37) % 34)))
      )
    }),
    many(5, (nth) =>
      box(392 + nth * 50, 164, 14, 80, ['#e4577b', '#4f9ad8', '#f3b33d', '#58b28a', '#9a6bd0'][nth]!, 6),
    ),
    many(5, (nth) => disc(399 + nth * 50, 146, 9, '#ffcf4d', 16)),
    '</g>',
  )

export function garden(): Drawing {
  const chance = new Chance(17)
  return drawing(
    1200,
    900,
    `<defs>${fade('green', '#cfe8c4', '#8fbf83')}</defs>`,
    box(0, 0, 1200, 900, 'url(#green)'),
    many(6, (nth) =>
      stroke(
        `M${120 + nth * 190} 900C${90 + nth * 200} 600 ${150 + nth * 180} 300 ${130 + nth * 190} 60`,
        '#3f7a3d',
        14,
      ),
    ),
    many(46, () => {
      const [x, y] = [chance.between(20, 1180), chance.between(40, 880)]
      return `<g transform="rotate(${chance.whole(-60, 60)} ${x.toFixed()} ${y.toFixed()})">${disc(Math.round(x), Math.round(y), 64, chance.one(['#4f8f49', '#5da057', '#3f7d40']), 24)}</g>`
    }),
    many(13, () => {
      const [x, y] = [Math.round(chance.between(80, 1120)), Math.round(chance.between(160, 800))]
      const size = chance.whole(44, 72)
      return (
        disc(x, y, size, chance.one(['#d93a2b', '#e2533a', '#c92f26', '#e08a2e']), size * 0.9) +
        disc(x - size * 0.35, y - size * 0.35, size * 0.16, '#ffffffaa') +
        stroke(
          `M${x - 22} ${y - size * 0.8}L${x} ${y - size * 0.62}L${x + 24} ${y - size * 0.84}`,
          '#2f6a30',
          9,
        )
      )
    }),
  )
}

/** A tree and a bench, with a bird or somebody on it where wanted. */
export function bench(on: 'nobody' | 'bird' | 'somebody'): Drawing {
  const line = '#2f4858'
  return drawing(
    1000,
    750,
    box(0, 0, 1000, 750, '#f4f1ea'),
    disc(760, 170, 60, '#f6c667'),
    box(0, 600, 1000, 150, '#dfe7dc'),
    box(262, 330, 36, 280, '#7a5a45', 8),
    disc(280, 260, 170, '#86b29a', 150),
    disc(190, 320, 100, '#79a78e', 90),
    disc(370, 320, 104, '#93bca5', 90),
    box(520, 500, 330, 24, '#b9815a', 8),
    box(520, 440, 330, 20, '#c89069', 8),
    box(540, 524, 18, 96, line, 6),
    box(812, 524, 18, 96, line, 6),
    box(540, 430, 12, 90, line, 6),
    box(818, 430, 12, 90, line, 6),
    on === 'bird'
      ? disc(640, 420, 30, '#e2725b', 22) +
          shape('M666 414L690 422L664 428Z', '#f0b23c') +
          disc(652, 414, 4, line)
      : '',
    on === 'somebody'
      ? disc(680, 350, 40, '#e8b796') +
          shape('M630 500C630 420 650 396 680 396C710 396 730 420 730 500Z', '#5b6fb5') +
          stroke('M650 510L646 606M708 510L712 606', '#33406b', 26)
      : '',
  )
}
