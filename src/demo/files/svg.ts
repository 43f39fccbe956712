// Drawings as SVG, made of shapes alone: letters would look different wherever other fonts are installed.
import sharp from 'sharp'

export type Drawing = { width: number; height: number; shapes: string }

export const drawing = (width: number, height: number, ...shapes: readonly string[]): Drawing => ({
  width,
  height,
  shapes: shapes.join(''),
})

export const box = (x: number, y: number, width: number, height: number, fill: string, round = 0): string =>
  `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${fill}" rx="${round}"/>`

export const disc = (x: number, y: number, radius: number, fill: string, tall = radius): string =>
  `<ellipse cx="${x}" cy="${y}" rx="${radius}" ry="${tall}" fill="${fill}"/>`

export const shape = (path: string, fill: string): string => `<path d="${path}" fill="${fill}"/>`

export const stroke = (path: string, colour: string, width: number): string =>
  `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"/>`

/** A surface that goes from one colour to the next, downwards. */
export function fade(id: string, ...colours: readonly string[]): string {
  const stops = colours.map(
    (colour, nth) => `<stop offset="${nth / (colours.length - 1)}" stop-color="${colour}"/>`,
  )
  return `<linearGradient id="${id}" x1="0" x2="0" y1="0" y2="1">${stops.join('')}</linearGradient>`
}

export const markup = ({ width, height, shapes }: Drawing): Buffer =>
  Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${shapes}</svg>`,
  )

export const jpeg = (drawn: Drawing): Promise<Buffer> =>
  sharp(markup(drawn)).flatten().jpeg({ quality: 84 }).toBuffer()
