// The inbox as the contract describes it, by both socket doors: sync, what comes live, and what is sent through it.
import { describe, expect, it } from 'vitest'
import { INBOX_DOORS, roomOf, story, told } from '../support/inbox.doors.js'
import { range } from '../support/inbox.js'
import { enter, leave, must, registered, roomWith, say, unique } from '../support/people.js'
import { at } from '../support/rest.js'
import { sharedServer } from '../support/server.js'

const server = await sharedServer()

describe.each(INBOX_DOORS)('an inbox over $name', ({ connect }) => {
  it('says who one is, and nothing more before sync', async () => {
    const ann = await registered(server)
    const room = await roomWith(ann)
    const inbox = await connect(server, ann.token)
    await say(ann, room, 'unheard')
    expect(inbox.frames.items).toEqual([{ type: 'ready', user: ann.user }])
    await inbox.close()
  })

  it('tells the rooms that the client does not have, whole, and is live from there', async () => {
    const [ann, ben] = [await registered(server), await registered(server)]
    const room = await roomWith(ann, [ben])
    await say(ben, room, 'one')
    await say(ben, room, 'two')
    const inbox = await connect(server, ann.token)
    expect(await inbox.ask('sync', {})).toEqual({ ok: true, rooms: 1 })
    const whole = must(await ann.api.get(at('/chatroom', room)), 200)
    expect(told(inbox, room)).toEqual([{ type: 'room', room: whole }])
    expect(whole).toMatchObject({
      last_seq: 4,
      me: {
        read_seq: 1,
        unread: 2,
        unread_mentions: 0,
        archived: false,
        favourite: false,
        muted_until: null,
      },
      last_message: { seq: 4, message: 'two', sender: { username: ben.user.username } },
    })
    await say(ben, room, 'three')
    await inbox.frames.waitFor(({ seq }) => seq === 5)
    expect(story(inbox, room)).toEqual(['room', 5])
    await inbox.close()
  })

  it('tells every entry that is missing, in order, and of more than `limit` the gap and the newest', async () => {
    const ann = await registered(server)
    const [near, far, same] = [await roomWith(ann), await roomWith(ann), await roomWith(ann)]
    for (const nth of range(1, 9)) {
      await say(ann, near, `${nth}`)
      await say(ann, far, `${nth}`)
    }
    const inbox = await connect(server, ann.token)
    const { log } = must(await ann.api.get<{ log: string }>(at('/chatroom', near)), 200)
    const after = { [near]: { seq: 7, log }, [far]: 2, [same]: 1 }
    expect(await inbox.ask('sync', { after, limit: 3 })).toEqual({ ok: true, rooms: 3 })
    expect(story(inbox, near)).toEqual([8, 9, 10])
    expect(story(inbox, far)).toEqual(['gap', 8, 9, 10])
    expect(told(inbox, far)[0]).toEqual({ type: 'gap', chatroom: far, after_seq: 2, before_seq: 8 })
    expect(story(inbox, same)).toEqual([])
    expect(told(inbox).at(-1)).toEqual({ type: 'synced', rooms: 3 })
    await say(ann, same, 'live')
    await inbox.frames.waitFor((frame) => frame.seq === 2 && roomOf(frame) === same)
    await inbox.close()
  })

  it('says which rooms the client has to forget, and brings what is there instead', async () => {
    const [ann, ben] = [await registered(server), await registered(server)]
    const [mine, strange, left] = [await roomWith(ann), await roomWith(ben), await roomWith(ben, [ann])]
    await leave(ann, left)
    const nowhere = unique('nowhere')
    const inbox = await connect(server, ann.token)
    const after = { [mine]: { seq: 1, log: 'another-log' }, [strange]: 1, [left]: 2, [nowhere]: 5 }
    expect(await inbox.ask('sync', { after })).toEqual({ ok: true, rooms: 1 })
    expect(story(inbox, mine)).toEqual(['gone: seq_unknown', 'room'])
    expect(story(inbox, strange)).toEqual(['gone: not_a_member'])
    expect(story(inbox, left)).toEqual(['gone: not_a_member'])
    expect(story(inbox, nowhere)).toEqual(['gone: chatroom_not_found'])
    await inbox.close()
  })

  it('says that a seq beyond the head is of no log that there is', async () => {
    const ann = await registered(server)
    const room = await roomWith(ann)
    const inbox = await connect(server, ann.token)
    await inbox.ask('sync', { after: { [room]: 7 } })
    expect(story(inbox, room)).toEqual(['gone: seq_unknown', 'room'])
    const another = await connect(server, ann.token)
    await another.ask('sync', { after: { [room]: 7 } })
    expect(story(another, room)).toEqual(['gone: seq_unknown', 'room'])
    await Promise.all([inbox.close(), another.close()])
  })

  it('is synced once, and may be again after a refusal', async () => {
    const ann = await registered(server)
    const room = await roomWith(ann)
    const inbox = await connect(server, ann.token)
    for (const wrong of [{ after: [] }, { after: { [room]: -1 } }, { limit: 0 }, { limit: 501 }, { more: 1 }])
      expect(await inbox.ask('sync', wrong)).toMatchObject({
        ok: false,
        error: { code: 'validation_failed' },
      })
    expect(await inbox.ask('sync', { after: { [room]: 1 }, limit: 500 })).toEqual({ ok: true, rooms: 1 })
    expect(await inbox.ask('sync', {})).toMatchObject({ ok: false, error: { code: 'validation_failed' } })
    await say(ann, room, 'still live')
    await inbox.frames.waitFor(({ seq }) => seq === 2)
    await inbox.close()
  })

  it('gains a room by entering, and loses it by leaving, after the entry that says so', async () => {
    const [ann, ben] = [await registered(server), await registered(server)]
    const room = await roomWith(ben)
    const inbox = await connect(server, ann.token)
    await inbox.ask('sync', {})
    await enter(ann, room)
    await inbox.frames.waitFor(({ type }) => type === 'room')
    await say(ben, room, 'welcome')
    await inbox.frames.waitFor(({ seq }) => seq === 3)
    await leave(ann, room)
    await inbox.frames.waitFor(({ type }) => type === 'room_gone')
    await say(ben, room, 'she is gone')
    await enter(ann, room)
    await inbox.frames.waitFor((frame) => (frame['room'] as { last_seq?: number })?.last_seq === 6)
    expect(story(inbox, room)).toEqual(['room', 3, 4, 'gone: not_a_member', 'room'])
    await inbox.close()
  })

  it('learns of rooms that its user creates, and of their deletion', async () => {
    const ann = await registered(server)
    const inbox = await connect(server, ann.token)
    await inbox.ask('sync', {})
    const room = await roomWith(ann)
    await inbox.frames.waitFor(({ type }) => type === 'room')
    must(await ann.api.delete(at('/chatroom', room)), 204)
    await inbox.frames.waitFor(({ type }) => type === 'room_gone')
    await roomWith(ann, [], { name: room })
    await inbox.frames.waitFor(
      (frame) =>
        inbox.frames.items.indexOf(frame) > 2 && frame.type === 'room' && told(inbox, room).length === 3,
    )
    expect(story(inbox, room)).toEqual(['room', 'gone: chatroom_not_found', 'room'])
    await inbox.close()
  })

  it('takes all that can be said in a room, with the room named, and answers with it', async () => {
    const [ann, ben] = [await registered(server), await registered(server)]
    const [mine, strange] = [await roomWith(ann), await roomWith(ben)]
    const inbox = await connect(server, ann.token)
    await inbox.ask('sync', { after: { [mine]: 1 } })
    const say1 = { chatroom: mine, type: 'text', message: 'hi', client_id: 'a1' }
    expect(await inbox.ask('message', say1)).toMatchObject({
      ok: true,
      chatroom: mine,
      seq: 2,
      client_id: 'a1',
      duplicate: false,
    })
    expect(await inbox.ask('message', say1)).toMatchObject({ ok: true, seq: 2, duplicate: true })
    const reaction = { chatroom: mine, type: 'reaction', target_seq: 2, emoji: '👍' }
    expect(await inbox.ask('message', reaction)).toMatchObject({ ok: true, chatroom: mine, seq: 3 })
    const refusals = [
      [{ ...say1, chatroom: strange, client_id: 'a2' }, 'not_a_member'],
      [{ ...say1, chatroom: unique('nowhere') }, 'chatroom_not_found'],
      [{ ...say1, message: '' }, 'validation_failed'],
    ] as const
    for (const [body, code] of refusals)
      expect(await inbox.ask('message', body)).toMatchObject({
        ok: false,
        error: { code, chatroom: body.chatroom, client_id: body.client_id },
      })
    const nameless = await inbox.ask('message', { type: 'text', message: 'to nobody' })
    expect(nameless).toMatchObject({ ok: false, error: { code: 'validation_failed' } })
    await inbox.frames.waitFor(({ seq, type }) => seq === 3 && type === 'reaction')
    expect(story(inbox, mine)).toEqual([2, 3])
    await inbox.close()
  })

  it('takes marks, and tells of them where they are to be told', async () => {
    const [ann, ben] = [await registered(server), await registered(server)]
    const room = await roomWith(ann, [ben])
    const [anns, other, bens] = await Promise.all([
      connect(server, ann.token),
      connect(server, ann.token),
      connect(server, ben.token),
    ])
    const all = [anns, other, bens]
    await Promise.all(all.map((inbox) => inbox.ask('sync', { after: { [room]: 2 } })))
    await say(ben, room, 'read this')
    expect(await anns.ask('mark', { chatroom: room, read: 3 })).toEqual({
      ok: true,
      chatroom: room,
      read: 3,
      delivered: 3,
      unread: 0,
    })
    const [, own, bensOwn] = await Promise.all(
      all.map(({ frames }) =>
        frames.waitFor(({ type, user }) => type === 'marks' && (user as { id: string }).id === ann.user.id),
      ),
    )
    const { id, username, display_name } = ann.user
    const moved = {
      type: 'marks',
      chatroom: room,
      user: { id, username, display_name },
      read: 3,
      delivered: 3,
    }
    expect(own).toEqual({ ...moved, unread: 0, unread_mentions: 0, last_seq: 3 })
    expect(bensOwn).toEqual(moved)
    expect(await anns.ask('mark', { chatroom: room, read: 9 })).toMatchObject({
      ok: false,
      error: { code: 'seq_unknown', chatroom: room },
    })
    const nameless = { chatroom: 'no name', type: 'text', message: 'x', client_id: 'q' }
    expect(await anns.ask('message', nameless)).toMatchObject({
      ok: false,
      error: {
        code: 'validation_failed',
        chatroom: 'no name',
        client_id: 'q',
        errors: [{ field: 'chatroom' }],
      },
    })
    expect(await anns.ask('mark', { chatroom: unique('nowhere'), read: 1 })).toMatchObject({
      ok: false,
      error: { code: 'chatroom_not_found' },
    })
    await Promise.all(all.map((inbox) => inbox.close()))
  })

  it('tells who is typing, and of whom it watches', async () => {
    const [ann, ben] = [await registered(server), await registered(server)]
    const room = await roomWith(ann, [ben])
    const [anns, bens] = [await connect(server, ann.token), await connect(server, ben.token)]
    for (const inbox of [anns, bens]) await inbox.ask('sync', { after: { [room]: 2 } })
    bens.emit('typing', { chatroom: room, active: true })
    expect(await anns.frames.waitFor(({ type }) => type === 'typing')).toMatchObject({
      chatroom: room,
      user: { username: ben.user.username },
      active: true,
    })
    anns.emit('watch', { users: [ben.user.username] })
    expect(await anns.frames.waitFor(({ type }) => type === 'presence')).toMatchObject({
      user: { username: ben.user.username },
      online: true,
    })
    await bens.close()
    await anns.frames.waitFor(({ type, online }) => type === 'presence' && online === false)
    await anns.close()
  })

  it('closes with 4401 when its session ends', async () => {
    const ann = await registered(server)
    await roomWith(ann)
    const inbox = await connect(server, ann.token)
    await inbox.ask('sync', {})
    must(await ann.api.post('/auth/logout'), 204)
    expect(await inbox.closed).toMatchObject({ code: 4401 })
  })
})
