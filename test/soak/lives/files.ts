// Files: some are sent and deleted, some are shown in a room that goes, some nobody ever refers to.
import sharp from 'sharp'
import { at } from '../caller.js'
import { see, type Life, type World } from '../life.js'
import type { Person } from '../population.js'
import { say, withRoom } from '../room.js'

interface Attachment {
  id: string
  size: number
}

const picture = sharp({ create: { width: 64, height: 64, channels: 3, background: '#80a0c0' } })
  .png()
  .toBuffer()

async function upload({ chance }: World, person: Person, name: string): Promise<Attachment> {
  const bytes = name.endsWith('.png') ? await picture : Buffer.from(chance.words(2000 + chance.below(8000)))
  const form = new FormData()
  form.append('file', new File([Uint8Array.from(bytes)], name))
  const made = await person.calls.must<Attachment>(201, 'POST', '/attachments', form)
  see(made.size === bytes.length, `${made.size} bytes were kept of ${bytes.length}`)
  return made
}

export const files: Life = {
  name: 'files',
  every: 1000,
  act: (world) =>
    withRoom(world, 2, async (room, [owner, other]) => {
      for (const name of ['words.txt', 'picture.png']) {
        const { id, size } = await upload(world, owner!, name)
        const { seq } = await say(owner!, room, { type: 'attachment', attachment: { id } })
        const read = await other!.calls.must<Buffer>(200, 'GET', at('/attachments', id))
        see(read.length === size, `${read.length} bytes were read of ${size}`)
        if (name.endsWith('.txt')) await say(owner!, room, { type: 'delete', target_seq: seq })
      }
      await upload(world, other!, 'unused.txt')
    }),
}
