// The examples of the client's README: all are TypeScript as strict as it can be, and the first, run as it stands, prints what it promises.
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { expect, it } from 'vitest'
import { PASSWORD, registered, roomWith, say, signedUp } from '../support/people.js'
import { sharedServer } from '../support/server.js'
import { whenDone } from '../support/when-done.js'

/** Each with the ending of its file. */
async function examples(): Promise<[ending: string, text: string][]> {
  const readme = await readFile('client/README.md', 'utf8')
  return [...readme.matchAll(/```(tsx?)\n([\s\S]*?)```/g)].map(([, ending, text]) => [ending!, text!])
}

/** Inside the checkout, so that Node and TypeScript find what is installed there. */
async function folderInside(): Promise<string> {
  const folder = await mkdtemp(join(process.cwd(), 'node_modules', '.sdk-readme-'))
  whenDone(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** Runs a program of Node's. @returns all that it says, by now and at its end, with which it resolves */
function run(folder: string, ...args: string[]): { said: () => string; ended: Promise<string> } {
  let output = ''
  const child = spawn(process.execPath, args, { cwd: folder })
  whenDone(() => child.kill())
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  return { said: () => output, ended: new Promise((resolve) => child.on('close', () => resolve(output))) }
}

it('signs in, tells what is unread and said, and says something', async () => {
  const server = await sharedServer()
  const [ann, bob] = [await signedUp(server, 'Ann'), await registered(server, 'Bob')]
  const room = await roomWith(bob, [ann])
  await say(bob, room, 'Are you there?')
  const [[, example]] = (await examples()) as [[string, string]]
  const program = example
    .replace('http://localhost:3000', server.url)
    .replace("'ann'", `'${ann.user.username}'`)
    .replace('correct horse battery', PASSWORD)
    .replace('whatsapp_chatroom2', room)
  const folder = await folderInside()
  await writeFile(join(folder, 'example.ts'), program)
  const bundle = await rolldown({
    input: join(folder, 'example.ts'),
    platform: 'node',
    external: ['ws'],
    resolve: { alias: { 'whatsapp-api-client': join(process.cwd(), 'client', 'src', 'index.ts') } },
  })
  await bundle.write({ file: join(folder, 'bundle.mjs'), codeSplitting: false })
  await bundle.close()
  const { said } = run(folder, 'bundle.mjs')
  await expect.poll(said).toContain('on disk as 4')
  await expect.poll(said).toContain(`${room} 1`)
  await expect.poll(said).toContain('joined · joined · Are you there? · Hello')
  const unread = async () =>
    (await ann.api.get<{ me: { unread: number } }>(`/chatroom/${room}`)).body.me.unread
  await expect.poll(unread).toBe(0)
})

/** What can be sent, and what is no message of any kind. */
const DRAFTS = `import type { Room } from 'whatsapp-api-client'
export function send(room: Room, file: { blob: Blob; filename: string }) {
  room.send({ type: 'text', message: 'Hello', reply_to: 3, client_id: 'a' })
  room.send({ type: 'reaction', target_seq: 3, emoji: null })
  room.send({ type: 'attachment', attachment: { id: 'of an upload' } })
  room.send({ type: 'attachment', message: 'The plan' }, file)
  // @ts-expect-error: without its words
  room.send({ type: 'text' })
  // @ts-expect-error: without its file
  room.send({ type: 'attachment', message: 'The plan' })
  // @ts-expect-error: with a file that it cannot have
  room.send({ type: 'text', message: 'Hello' }, file)
  // @ts-expect-error: about a message that it does not change
  room.send({ type: 'text', message: 'Hello', target_seq: 3 })
  // @ts-expect-error: with what another kind has
  room.send({ type: 'edit', target_seq: 3, message: 'Hello', emoji: 'x' })
  // @ts-expect-error: of no kind
  room.send({ type: 'hologram' })
}
`

it('compiles, and so does what it says of errors and of React; what cannot be sent does not', async () => {
  const folder = await folderInside()
  const [first, ...others] = await examples()
  expect(others).toHaveLength(2)
  // What the others begin with.
  const known = `import type { Client } from 'whatsapp-api-client'
declare const client: Client
declare const root: { render(element: object): void }
`
  const begun = others.map(([ending, text]) => [ending, known + text] as const)
  const files = [first!, ...begun, ['ts', DRAFTS] as const]
  const names = files.map(([ending], nth) => `example-${nth}.${ending}`)
  for (const [nth, [, text]] of files.entries()) await writeFile(join(folder, names[nth]!), text)
  const sources = '../../client/src'
  const compilerOptions = {
    ...{
      strict: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: false,
      skipLibCheck: true,
    },
    ...{ target: 'es2023', module: 'esnext', moduleResolution: 'bundler', jsx: 'react-jsx', noEmit: true },
    types: [],
    paths: {
      'whatsapp-api-client': [`${sources}/index.ts`],
      'whatsapp-api-client/react': [`${sources}/react.ts`],
    },
  }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: names }))
  const { ended } = run(folder, '../typescript/bin/tsc', '-p', '.')
  expect(await ended).toBe('')
})
