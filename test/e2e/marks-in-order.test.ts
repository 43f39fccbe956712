// One's own marks as a client counts with them that takes `unread` as it comes, and adds one for each message: never a difference.
import { setTimeout as pause } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { BareInbox } from '../support/bare-inbox.js'
import { INBOX_DOORS, type InboxFrame } from '../support/inbox-lines.js'
import { range } from '../support/inbox.js'
import { mark, marksOf } from '../support/marks.js'
import { enter, leave, registered, roomWith, say, type Person } from '../support/people.js'
import { sharedNodes } from '../support/server.js'
import { random, seed } from '../support/random.js'

const nodes = await sharedNodes()

/** What somebody has to read, as one of their devices counts it. */
function counted(device: BareInbox, me: Person): number {
  let unread = 0
  for (const frame of device.frames.items) {
    const { type, n, sender, user } = frame as InboxFrame & { n?: number }
    if (type === 'room') unread = (frame['room'] as { me: { unread: number } }).me.unread
    else if (type === 'marks' && (user as { id: string }).id === me.user.id)
      unread = frame['unread'] as number
    else if (n) unread = (sender as { id: string }).id === me.user.id ? 0 : unread + 1
  }
  return unread
}

it.each(INBOX_DOORS)(`every device counts the same as the server, by %s (seed ${seed})`, async (door) => {
  const [ann, ben] = [await registered(nodes[0]!, 'Ann'), await registered(nodes[0]!, 'Ben')]
  const room = await roomWith(ann, [ben])
  const devices = await Promise.all(
    [nodes[0]!, nodes[0]!, nodes[1]!].map((node) => BareInbox.open(node, ben, door)),
  )
  for (const device of devices) await device.ask('sync', { after: {} })
  const doings: (() => Promise<unknown>)[] = [
    () => say(ben, room, 'mine'),
    async () => mark(ben, room, { unread_from: Math.max(1, (await marksOf(ben, room)).delivered - 2) }),
    () => leave(ben, room).then(() => enter(ben, room)),
  ]
  for (const round of range(1, 3)) {
    for (const _ of range(1, 12)) {
      const { seq } = await say(ann, room, 'something to read')
      if (random() < 0.4) await devices[0]!.ask('mark', { chatroom: room, read: seq - 1 })
      if (random() < 0.3) await pause(60)
    }
    await doings[round % doings.length]!()
    // The last marks of a second are told at its end.
    await pause(1300)
    const { unread } = await marksOf(ben, room)
    expect(devices.map((device) => counted(device, ben))).toEqual(devices.map(() => unread))
  }
  for (const device of devices) device.stop()
})
