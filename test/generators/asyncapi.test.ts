// Other people's tools and the AsyncAPI document: the parser that all of them build upon. It takes long, and goes with the generators.
import { Parser } from '@asyncapi/parser'
import { expect, it } from 'vitest'
import { startServer } from '../support/server.js'

it.runIf(process.env['GENERATORS'])('the AsyncAPI document passes the parser without errors', async () => {
  const server = await startServer()
  const text = await (await fetch(`${server.url}/docs/asyncapi.json`)).text()
  const { document, diagnostics } = await new Parser().parse(text)
  expect(diagnostics.filter(({ severity }) => severity === 0)).toEqual([])
  // Of what it only advises, the one thing left undone: a version later than the one Node 20 tools read.
  expect(diagnostics.map(({ code }) => code).filter((code) => code !== 'asyncapi-latest-version')).toEqual([])
  expect(document?.channels().all().length).toBe(4)
})
