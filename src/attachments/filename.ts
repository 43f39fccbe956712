// What a file may be called: a name is data to show and to save under, never a path and never layout.

import { withoutBad } from '../common/text.js'

const MAX_CHARACTERS = 255
/** Code units: what is longer is no name, and not taken apart character by character. */
const MAX_SEEN = 4096
/** Longer than this, what follows the last dot is not an extension. */
const MAX_EXTENSION = 20

/** The name under which a file is kept: its last path segment in NFC, 1–255 characters; `file` if nothing is left. */
export function cleanFilename(name: string | undefined): string {
  const text = name ?? ''
  const segment = text.slice(Math.max(text.lastIndexOf('/'), text.lastIndexOf('\\')) + 1)
  const seen =
    segment.length <= MAX_SEEN ? segment : segment.slice(0, MAX_SEEN / 2) + segment.slice(-MAX_SEEN / 2)
  const cleaned = withoutBad(seen.toWellFormed().normalize('NFC')).trim()
  return /^\.*$/.test(cleaned) ? 'file' : shortened(cleaned)
}

/** Cuts in the middle, between whole characters, so that the extension stays. */
function shortened(name: string): string {
  const characters = Array.from(name)
  if (characters.length <= MAX_CHARACTERS) return name
  const dot = characters.lastIndexOf('.')
  const extension = characters.length - dot <= MAX_EXTENSION ? characters.slice(dot) : []
  return [...characters.slice(0, MAX_CHARACTERS - extension.length), ...extension].join('')
}
