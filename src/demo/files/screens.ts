// Pictures of work: sketches of screens, a chart, and two letters.
import { box, disc, drawing, shape, stroke, type Drawing } from './svg.js'

const INK = '#20303a'
const QUIET = '#c6d2cf'
const GREEN = '#0a6f57'

const lines = (x: number, y: number, widths: readonly number[], step = 24, tall = 10): string =>
  widths.map((width, nth) => box(x, y + nth * step, width, tall, QUIET, 5)).join('')

function phone(x: number, y: number, inside: string): string {
  return (
    box(x, y, 300, 600, INK, 40) +
    box(x + 12, y + 12, 276, 576, '#ffffff', 30) +
    `<g transform="translate(${x + 36} ${y + 60})">${inside}</g>`
  )
}

/** Three screens instead of seven. */
export const onboarding = (): Drawing =>
  drawing(
    1200,
    760,
    box(0, 0, 1200, 760, '#e8efec'),
    phone(
      80,
      80,
      disc(114, 130, 84, '#d9f2e9') +
        stroke('M80 132l26 28l46-56', GREEN, 16) +
        lines(20, 270, [190, 150]) +
        box(0, 420, 228, 56, GREEN, 28),
    ),
    phone(
      450,
      80,
      [0, 1, 2, 3]
        .map(
          (nth) =>
            disc(30, 30 + nth * 86, 28, ['#f3b33d', '#e4577b', '#4f9ad8', '#58b28a'][nth]!) +
            lines(78, 18 + nth * 86, [140 - nth * 16, 90]),
        )
        .join('') + box(0, 420, 228, 56, GREEN, 28),
    ),
    phone(
      820,
      80,
      box(0, 0, 170, 60, '#d9f2e9', 22) +
        box(58, 84, 170, 84, '#eef2f1', 22) +
        box(0, 192, 120, 60, '#d9f2e9', 22) +
        box(0, 420, 228, 56, '#ffffff', 28) +
        stroke('M24 448h150', QUIET, 10),
    ),
    stroke('M396 380h40M766 380h40', GREEN, 10),
    stroke('M422 366l16 14l-16 14M792 366l16 14l-16 14', GREEN, 10),
  )

/** The button has gone below the edge. */
export const largeFonts = (): Drawing =>
  drawing(
    640,
    900,
    box(0, 0, 640, 900, '#f3dfdc'),
    box(120, 60, 400, 780, INK, 50),
    box(136, 76, 368, 748, '#ffffff', 38),
    lines(172, 140, [290, 250, 290], 58, 34),
    lines(172, 360, [290, 210, 290, 270, 290, 180], 62, 34),
    box(172, 764, 296, 60, GREEN, 20),
    box(136, 800, 368, 24, '#ffffff'),
    box(120, 824, 400, 16, INK, 8),
    stroke('M560 700v110M536 786l24 26l24-26', '#b3261e', 14),
  )

/** Fourteen days, and a step on the eighth. */
export function chart(): Drawing {
  const days = [31, 33, 30, 34, 32, 29, 33, 52, 55, 57, 56, 60, 59, 63]
  const y = (value: number) => 560 - value * 7
  return drawing(
    1100,
    640,
    box(0, 0, 1100, 640, '#ffffff'),
    ...[0, 20, 40, 60].map((value) => stroke(`M80 ${y(value)}H1040`, '#e3e9e7', 3)),
    ...days.map((value, nth) =>
      box(96 + nth * 67, y(value), 44, value * 7, nth < 7 ? '#b9cfc8' : '#1b9a7a', 6),
    ),
    stroke(`M${days.map((value, nth) => `${118 + nth * 67} ${y(value) - 26}`).join('L')}`, '#e4577b', 7),
    ...days.map((value, nth) => disc(118 + nth * 67, y(value) - 26, 9, '#e4577b')),
    stroke('M80 560H1040', INK, 4),
  )
}

export function bubbles(round: number): Drawing {
  const each = [
    [60, 60, 420, false],
    [220, 190, 400, true],
    [60, 320, 300, false],
    [320, 420, 300, true],
  ] as const
  return drawing(
    680,
    560,
    box(0, 0, 680, 560, '#efeae2'),
    ...each.map(
      ([x, y, width, own]) =>
        box(x, y, width, 100, own ? '#d9fdd3' : '#ffffff', round) +
        lines(x + 28, y + 28, [width - 56, width - 150], 30, 12),
    ),
  )
}

/** Two of the same letter: the one on the right has ears. */
export const letters = (): Drawing =>
  drawing(
    1000,
    640,
    box(0, 0, 1000, 640, '#fbf7ef'),
    stroke('M340 160V430C340 500 300 540 240 540C200 540 170 526 150 500', INK, 44),
    stroke('M340 280A100 110 0 1 0 340 300', INK, 44),
    stroke('M740 210A92 86 0 1 0 740 214M740 210', INK, 40),
    stroke('M790 150C820 130 850 130 870 150', INK, 36),
    stroke(
      'M650 296C600 330 610 372 670 378C760 384 820 396 820 456C820 520 740 548 670 548C600 548 560 520 560 476C560 436 600 404 650 400',
      INK,
      36,
    ),
    shape('M495 120h6v440h-6Z', QUIET),
  )
