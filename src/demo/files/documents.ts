// Documents: a PDF of one page in one of the fonts that every reader has, and a table.

const TOP = 780
const LEADING = 18

/** A page of A4: the first line as its title, those that begin with `# ` as headings. */
export function pdf(lines: readonly string[]): Buffer {
  const drawn = lines.map((line, nth) => {
    const y = TOP - nth * LEADING
    const [font, size, words] =
      nth === 0 ? ['F2', 20, line] : line.startsWith('# ') ? ['F2', 13, line.slice(2)] : ['F1', 11, line]
    return `BT /${font} ${size} Tf 56 ${y} Td (${words.replace(/[()\\]/g, '\\$&')}) Tj ET`
  })
  const content = drawn.join('\n')
  const font = (name: string) =>
    `<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>',
    `<< /Length ${Buffer.byteLength(content, 'latin1')} >>\nstream\n${content}\nendstream`,
    font('Helvetica'),
    font('Helvetica-Bold'),
  ]
  let body = '%PDF-1.4\n'
  const places = objects.map((object, nth) => {
    const place = body.length
    body += `${nth + 1} 0 obj\n${object}\nendobj\n`
    return String(place).padStart(10, '0')
  })
  const size = objects.length + 1
  const table = places.map((place) => `${place} 00000 n \n`).join('')
  body += `xref\n0 ${size}\n0000000000 65535 f \n${table}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`
  return Buffer.from(body, 'latin1')
}

export const roadmap = (): Buffer =>
  pdf([
    'Orchard: the next three months',
    '',
    '# Done',
    '- Onboarding in three screens, 24 points more activation',
    '- Search in all rooms, in every script',
    '- Polls, voice notes, and ticks that never lie',
    '',
    '# First month',
    '- Large fonts on every screen',
    '- Push with no words in it, for who wants that',
    '',
    '# Second month',
    '- Webhooks for customers, with retries',
    '- A second data centre (Tomas waters the plants)',
    '',
    '# Third month',
    '- Nothing new. We look at what is there.',
  ])

export const packingList = (): Buffer =>
  pdf([
    'What to bring to the lake',
    '',
    '# On you',
    '- Boots that know you',
    '- A jacket for the weather there is, one for the weather there will be',
    '',
    '# In the bag',
    '- Water, 2 l',
    '- Bread, cheese, and more than you think',
    '- Map, on paper: batteries hike less than you do',
    '- Plasters',
    '',
    '# Not',
    '- The drone. Please.',
  ])

export const expenses = (): Buffer =>
  Buffer.from(
    [
      'what,who,amount',
      'rent,Maya,540.00',
      'rent,Lucia,540.00',
      'rent,Freya,540.00',
      'power,Freya,96.20',
      'cheese,Freya,11.40',
      'cheese again,Lucia,22.80',
      '',
    ].join('\n'),
  )
