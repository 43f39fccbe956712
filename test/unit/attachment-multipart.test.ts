// Uploads as they come over the wire: in any order, cut short, and given up half-way. Real HTTP, no database.
import express from 'express'
import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Received, Upload } from '../../src/attachments/attachments.service.js'
import { receiveUpload } from '../../src/attachments/multipart.js'
import { toChatError } from '../../src/common/errors.js'

const LIMIT = 100_000
let accept: (upload: Upload, bytes: Readable) => Promise<Received<object>>
let server: http.Server
let url: string

async function whole(bytes: Readable): Promise<string> {
  let text = ''
  for await (const piece of bytes) text += piece
  return text
}

/** Takes the file as it is. */
const take = async ({ type: early, filename }: Upload, bytes: Readable): Promise<Received<object>> => {
  const text = await whole(bytes)
  return { keep: async (said) => ({ early, filename, text, ...said }), giveUp: async () => undefined }
}

beforeAll(async () => {
  const app = express()
  app.post('/', (request, response) => {
    receiveUpload(request, LIMIT, (upload, bytes) => accept(upload, bytes)).then(
      (kept) => response.status(201).json(kept),
      (error: unknown) => response.status(toChatError(error).kind.status).json(toChatError(error).toWire()),
    )
  })
  server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
})

afterAll(() => {
  server.closeAllConnections()
  server.close()
})

async function post(
  body: RequestInit['body'],
  headers?: Record<string, string>,
): Promise<[number, Record<string, unknown>]> {
  const response = await fetch(url, { method: 'POST', body, headers })
  return [response.status, (await response.json()) as Record<string, unknown>]
}

function form(...parts: [name: string, value: string, filename?: string][]): FormData {
  const data = new FormData()
  for (const [name, value, filename] of parts)
    if (filename === undefined) data.append(name, value)
    else data.append(name, new Blob([value]), filename)
  return data
}

it('the type may come before the file or after it, and a name in any script arrives as it was', async () => {
  accept = take
  const name = 'фото "1" 50%.png'
  const before = await post(form(['type', 'image'], ['file', 'bytes', name]))
  expect(before).toEqual([201, { early: 'image', filename: name, text: 'bytes', type: 'image' }])
  const after = await post(form(['file', 'bytes', name], ['type', 'image']))
  expect(after).toEqual([201, { filename: name, text: 'bytes', type: 'image' }])
})

it('what it says of its file may come before or after it, too', async () => {
  accept = take
  const waveform = Array.from({ length: 64 }, (_, part) => part)
  const fields: [string, string][] = [
    ['voice', 'true'],
    ['duration', '2.5'],
    ['waveform', JSON.stringify(waveform)],
  ]
  const said = { voice: true, duration: 2.5, waveform }
  expect((await post(form(...fields, ['file', 'bytes', 'a'])))[1]).toMatchObject(said)
  expect((await post(form(['file', 'bytes', 'a'], ...fields)))[1]).toMatchObject(said)
})

it.each([
  ['no file', form(['type', 'image']), 'file'],
  ['a file without a name', form(['file', 'text']), 'file'],
  ['a file of another name', form(['picture', 'x', 'x']), 'picture'],
  ['an unknown field', form(['file', 'x', 'x'], ['caption', 'x']), 'caption'],
  ['a second file', form(['file', 'x', 'x'], ['file', 'y', 'y']), 'body'],
  ['a second type', form(['type', 'image'], ['file', 'x', 'x'], ['type', 'image']), 'body'],
  ['a type that is none', form(['file', 'x', 'x'], ['type', 'film']), 'type'],
  ['a voice that is neither', form(['file', 'x', 'x'], ['voice', 'yes']), 'voice'],
  ['a duration that is no number', form(['file', 'x', 'x'], ['duration', 'long']), 'duration'],
  ['a waveform that is no list', form(['file', 'x', 'x'], ['waveform', '[1, 2']), 'waveform'],
  ['a waveform that is too short', form(['file', 'x', 'x'], ['waveform', '[1, 2]']), 'waveform'],
  ['a field of a name that all objects have', form(['file', 'x', 'x'], ['constructor', 'x']), 'constructor'],
])('%s is refused, naming the field, and the file is given up and never kept', async (_, body, field) => {
  let taken = 0
  const ends: string[] = []
  accept = async (upload, bytes) => {
    taken++
    const { keep } = await take(upload, bytes).catch((error: Error) => {
      ends.push('broken off')
      throw error
    })
    return {
      keep: (said) => keep(said).finally(() => ends.push('kept')),
      giveUp: async () => void ends.push('given up'),
    }
  }
  const [status, error] = await post(body)
  expect(status).toBe(400)
  expect(error).toMatchObject({ code: 'validation_failed', errors: [{ field }] })
  expect(ends).toHaveLength(taken)
  expect(ends).not.toContain('kept')
})

it('what is not a multipart form, names no boundary or says that it is too large is refused unread', async () => {
  accept = () => expect.unreachable('nothing to accept')
  expect((await post('{}', { 'Content-Type': 'application/json' }))[0]).toBe(415)
  expect((await post('x', { 'Content-Type': 'multipart/form-data' }))[0]).toBe(400)
  expect((await post(form(['file', 'x'.repeat(3 * LIMIT), 'x'])))[0]).toBe(413)
})

// An error on the file's stream without a listener, as long as nobody reads, would end the process.
it('a form that is cut short is malformed, whether or not anybody has begun to read the file', async () => {
  for (const delay of [0, 50]) {
    accept = async (upload, bytes) => {
      await sleep(delay)
      return take(upload, bytes)
    }
    const body = '--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nabc'
    const [status, error] = await post(body, { 'Content-Type': 'multipart/form-data; boundary=b' })
    expect([status, error['code']]).toEqual([400, 'validation_failed'])
  }
})

it('a client that goes away half-way ends the reading of its file', async () => {
  let ended: Promise<unknown> | undefined
  const begun = new Promise<void>((resolve) => {
    accept = (upload, bytes) => {
      const reading = take(upload, bytes)
      ended = reading.catch((error: unknown) => error)
      resolve()
      return reading
    }
  })
  const headers = { 'Content-Type': 'multipart/form-data; boundary=b', 'Content-Length': 90_000 }
  const request = http.request(url, { method: 'POST', headers })
  request.on('error', () => undefined)
  request.write('--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nabc')
  await begun
  request.destroy()
  expect(await ended).toBeInstanceOf(Error)
})

it('a refusal is answered although the client is still sending', async () => {
  accept = () => Promise.reject(new Error('no'))
  expect((await post(form(['file', 'x'.repeat(LIMIT), 'x'])))[0]).toBe(500)
})
