// Which bytes a Range asks for, and what a browser is told about them.
import { describe, expect, it } from 'vitest'
import { byteRange, contentType, disposition } from '../../src/attachments/download.js'

describe('a Range header', () => {
  it.each([
    ['bytes=0-0', { start: 0, end: 1 }],
    ['bytes=10-19', { start: 10, end: 20 }],
    ['bytes=90-', { start: 90, end: 100 }],
    ['bytes=90-1000', { start: 90, end: 100 }],
    ['bytes=-10', { start: 90, end: 100 }],
    ['bytes=-1000', { start: 0, end: 100 }],
    ['Bytes = 1-2', { start: 1, end: 3 }],
    ['bytes=100-', 'unsatisfiable'],
    ['bytes=100-200', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
  ])('%s of 100 bytes', (header, range) => {
    expect(byteRange(header, 100)).toEqual(range)
  })

  it.each([
    undefined,
    '',
    'bytes=',
    'bytes=-',
    'bytes=a-b',
    'bytes=9-3',
    'bytes=0-1,5-6',
    'lines=1-2',
    'bytes=--1',
  ])('%s is answered with the whole file', (header) => {
    expect(byteRange(header, 100)).toBeUndefined()
  })
})

describe('what a browser is told', () => {
  it.each([
    ['image/png', 'image/png', 'inline'],
    ['video/mp4', 'video/mp4', 'inline'],
    ['audio/ogg', 'audio/ogg', 'inline'],
    ['application/pdf', 'application/pdf', 'attachment'],
    ['text/plain', 'text/plain; charset=utf-8', 'attachment'],
    ['text/html', 'application/octet-stream', 'attachment'],
    ['image/svg+xml', 'application/octet-stream', 'attachment'],
    ['application/xml', 'application/octet-stream', 'attachment'],
    [
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      'attachment',
    ],
  ])('%s is served as %s, %s', (mimeType, served, how) => {
    expect(contentType(mimeType)).toBe(served)
    expect(disposition(mimeType, 'x')).toBe(`${how}; filename=x`)
  })

  it('a name of any script survives, and no name breaks out of the header', () => {
    expect(disposition('image/png', 'фото "1"; a=\'b\' (50%)\\😀.png')).toBe(
      'inline; filename="???? \\"1\\"; a=\'b\' (50%)\\\\??.png"; ' +
        "filename*=UTF-8''%D1%84%D0%BE%D1%82%D0%BE%20%221%22%3B%20a%3D%27b%27%20%2850%25%29%5C%F0%9F%98%80.png",
    )
  })
})
