// The first example of the client's README: run as it stands, it prints what it promises.
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { expect, it } from 'vitest'
import { PASSWORD, registered, roomWith, say, signedUp } from '../support/people.js'
import { sharedServer } from '../support/server.js'
import { whenDone } from '../support/when-done.js'

it('signs in, tells what is unread and said, and says something', async () => {
  const server = await sharedServer()
  const [ann, bob] = [await signedUp(server, 'Ann'), await registered(server, 'Bob')]
  const room = await roomWith(bob, [ann])
  await say(bob, room, 'Are you there?')
  const [, example] = /```js\n([\s\S]*?)```/.exec(await readFile('client/README.md', 'utf8'))!
  const program = example!
    .replace('http://localhost:3000', server.url)
    .replace("'ann'", `'${ann.user.username}'`)
    .replace('correct horse battery', PASSWORD)
    .replace('whatsapp_chatroom2', room)
  // Inside the checkout, so that Node finds `ws`.
  const folder = await mkdtemp(join(process.cwd(), 'node_modules', '.sdk-readme-'))
  whenDone(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, 'example.mjs'), program)
  const bundle = await rolldown({
    input: join(folder, 'example.mjs'),
    platform: 'node',
    external: ['ws'],
    resolve: { alias: { 'whatsapp-api-client': join(process.cwd(), 'client', 'src', 'index.ts') } },
  })
  await bundle.write({ file: join(folder, 'bundle.mjs'), codeSplitting: false })
  await bundle.close()
  let output = ''
  const child = spawn(process.execPath, ['bundle.mjs'], { cwd: folder })
  whenDone(() => child.kill())
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  await expect.poll(() => output).toContain('on disk as 4')
  await expect.poll(() => output).toContain(`${room} 1`)
  await expect.poll(() => output).toContain('joined · joined · Are you there? · Hello')
})
