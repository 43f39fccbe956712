// A filename is data, never a path and never layout.
import { expect, it } from 'vitest'
import { cleanFilename } from '../../src/attachments/filename.js'

it.each([
  ['example_video.mp4', 'example_video.mp4'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\Users\\ann\\photo.jpg', 'photo.jpg'],
  ['a\r\nSet-Cookie: x.txt', 'aSet-Cookie: x.txt'],
  ['gpj.\u202Eexe', 'gpj.exe'],
  ['cafe\u0301.txt', 'caf\u00E9.txt'],
  ['  spaced name .txt ', 'spaced name .txt'],
  ['.gitignore', '.gitignore'],
  ['фото 😀 "1".png', 'фото 😀 "1".png'],
  ['سند\u200F.pdf', 'سند\u200F.pdf'],
  ['نامه\u200Cها.pdf', 'نامه\u200Cها.pdf'],
  ['❤\uFE0F.png', '❤\uFE0F.png'],
  ['a\u200Bb\uFEFF\u200F.txt', 'ab.txt'],
  ['folder/', 'file'],
  ['..', 'file'],
  ['\0\u200F', 'file'],
  ['', 'file'],
  [undefined, 'file'],
])('%j is kept as %j', (sent, kept) => {
  expect(cleanFilename(sent)).toBe(kept)
})

it('a long name is cut to 255 characters and keeps its extension', () => {
  const kept = cleanFilename(`${'😀'.repeat(300)}.tar`)
  expect(Array.from(kept)).toHaveLength(255)
  expect(kept.endsWith('😀.tar')).toBe(true)
  expect(kept.isWellFormed()).toBe(true)
})

it('what follows a distant dot is not an extension', () => {
  expect(cleanFilename(`a.${'b'.repeat(400)}`)).toBe(`a.${'b'.repeat(253)}`)
})
