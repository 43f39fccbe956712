// Answers that routes of somebody else's making give once, and that come from memory from then on: Swagger UI's.
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { NestExpressApplication } from '@nestjs/platform-express'
import type { NextFunction, Request, Response } from 'express'
import { asksForFile, keptFile, sendKept, type KeptFile } from './kept-file.js'

export const pack = promisify(gzip)

/**
 * Call before the routes are there. What they answer must be the same for everybody.
 * @param paths each as it is spelled: others that lead to the same are not kept, or whoever makes them up could fill the memory
 */
export function keepAnswers(app: NestExpressApplication, paths: readonly string[]): void {
  const kept = new Map<string, KeptFile>()
  app.use((request: Request, response: Response, next: NextFunction) => {
    const { path } = request
    if (!paths.includes(path) || !asksForFile(request)) return next()
    const file = kept.get(path)
    if (file) return sendKept(file, request, response)
    if (request.method === 'GET')
      takeBody(response, async (body) => {
        const headers = { 'Content-Type': String(response.get('Content-Type')), 'Cache-Control': 'no-cache' }
        const made = keptFile(body, await pack(body, { level: 9 }), headers)
        kept.set(path, made)
        for (const name of ['Last-Modified', 'Accept-Ranges']) response.removeHeader(name)
        sendKept(made, request, response)
      })
    next()
  })
}

/** Hands the body of a whole answer (200) to `take`, which answers in its place; any other answer goes out as it is. */
function takeBody(response: Response, take: (body: Buffer) => Promise<void>): void {
  const { write, end } = response
  const pieces: Buffer[] = []
  const add = (piece: unknown, encoding: unknown): void => {
    if (typeof piece === 'string') pieces.push(Buffer.from(piece, encoding as BufferEncoding | undefined))
    else if (piece instanceof Uint8Array) pieces.push(Buffer.from(piece))
  }
  response.write = ((piece: unknown, encoding: unknown) => {
    add(piece, encoding)
    return true
  }) as Response['write']
  response.end = ((piece: unknown, encoding: unknown) => {
    add(piece, encoding)
    Object.assign(response, { write, end })
    const body = Buffer.concat(pieces)
    if (response.statusCode === 200) take(body).catch((error: Error) => response.destroy(error))
    else response.end(body)
    return response
  }) as Response['end']
}
