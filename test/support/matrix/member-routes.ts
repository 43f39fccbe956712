// The routes of who is in a room: entering and leaving, members, requests, bans, invites, reports; and direct chats.
import { add, ban, change, enterRoom, inviteTo, leaveRoom, remove, unban } from '../room-acts.js'
import { must, type Person } from '../people.js'
import { at, type Answer } from '../rest.js'
import { may, signedIn, type Call, type Rows, type Scene } from './scene.js'
import { governs, isIn, isSignedIn, readsPast, refusal, sees, type Cell } from './states.js'
import { LATER } from './world.js'

const inRoom = (rest: string) => `/chatroom/{chatroom_name}${rest}`
const path = ({ room }: Scene, rest: string) => at('/chatroom', room, rest)
const nameOf = ({ user }: Person) => user.username

/** A direct chat has no owner who could put anything back, and nothing that could be taken away. */
const isGroup = ({ kind }: Scene) => kind !== 'direct'

/** Whoever has come in goes again, as what they were. */
async function outAgain({ actor, room, world, state }: Scene, { status }: Answer<unknown>): Promise<void> {
  if (status === 202)
    must(await world.people.owner.api.delete(at('/chatroom', room, `/requests/${nameOf(actor)}`)), 204)
  else if (!['member', 'muted', 'blocked', 'admin', 'owner'].includes(state))
    must(await leaveRoom(actor, room), 204)
  if (state === 'asked') await world.askAgain(room, actor)
}

/** Whoever has left is what they were again; they may not read any more what was said before. */
async function inAgain({ actor, room, state, world }: Scene): Promise<void> {
  const { owner, admin } = world.people
  if (state === 'owner') {
    // The longest-standing admin owns it now.
    must(await add(admin, room, owner), 201)
    must(await change(admin, room, owner, { role: 'owner' }), 200)
    return
  }
  must(await add(owner, room, actor), 201)
  if (state === 'admin') must(await change(owner, room, actor, { role: 'admin' }), 200)
  if (state === 'muted') must(await change(owner, room, actor, { muted_until: LATER }), 200)
}

function entering(scene: Scene): Cell {
  const { state, kind, settings } = scene
  if (!isSignedIn(scene)) return 'unauthenticated'
  if (!sees(scene)) return 'chatroom_not_found'
  if (kind === 'direct') return 'forbidden'
  if (isIn(scene)) return 200
  if (state === 'banned') return 'banned'
  return settings.join === 'approval' ? 202 : 200
}

/** An invite leads into a private room, too, and past approval, but not past a ban. */
const invited = (scene: Scene): Cell => {
  if (!isSignedIn(scene)) return 'unauthenticated'
  if (!isGroup(scene)) return 'invite_not_found'
  return scene.state === 'banned' ? 'banned' : 200
}

/** The room has none. */
const picture = signedIn((scene) => (isGroup(scene) ? 'attachment_not_found' : 'invite_not_found'))

const code = ({ invite }: Scene) => invite?.code ?? 'there-is-no-such-invite'

const adding = (whom: 'guest' | 'shy'): Call => ({
  as: whom === 'guest' ? 'somebody' : 'somebody who has blocked one of them',
  expect: (scene) =>
    refusal('invite', scene) ?? (whom === 'shy' && scene.state === 'blocked' ? 'forbidden' : 201),
  send: (scene) => scene.caller.put(path(scene, `/members/${nameOf(scene.world[whom])}`)),
  undo: async ({ world, room }) => must(await remove(world.people.owner, room, world[whom]), 204),
})

const changing = (as: string, need: 'moderate' | 'own', given: object, back: object): Call => ({
  as,
  expect: may(need, 200),
  send: (scene) => scene.caller.patch(path(scene, `/members/${nameOf(scene.world.bystander)}`), given),
  undo: async ({ world, room }) => must(await change(world.people.owner, room, world.bystander, back), 200),
})

/** One to be revoked by whoever may. */
const fresh = async (scene: Scene): Promise<string> =>
  governs(scene) ? must(await inviteTo(scene.world.people.owner, scene.room), 201).code : code(scene)

const report = ({ room, present }: Scene) => at('/chatroom', room, `/reports/${present.text.seq}`)

const list = (rest: string, need: 'read' | 'invite' | 'moderate'): Call[] => [
  { expect: may(need, 200), send: (scene) => scene.caller.get(path(scene, rest)) },
]

const members: Rows = {
  [`GET ${inRoom('/members')}`]: [
    ...list('/members', 'read'),
    {
      as: 'by name',
      expect: may('read', 200),
      send: (scene) => scene.caller.get(path(scene, '/members'), { q: 'by' }),
    },
  ],
  [`PUT ${inRoom('/members/{username}')}`]: [adding('guest'), adding('shy')],
  [`PATCH ${inRoom('/members/{username}')}`]: [
    changing('silenced', 'moderate', { muted_until: LATER }, { muted_until: null }),
    changing('made an admin', 'own', { role: 'admin' }, { role: 'member' }),
    {
      as: 'handed over',
      expect: may('own', 200),
      send: (scene) =>
        scene.caller.patch(path(scene, `/members/${nameOf(scene.world.people.admin)}`), { role: 'owner' }),
      undo: async ({ world: { people }, room }) =>
        must(await change(people.admin, room, people.owner, { role: 'owner' }), 200),
    },
    {
      as: 'the owner',
      expect: (scene) => refusal('own', scene) ?? 'forbidden',
      send: (scene) =>
        scene.caller.patch(path(scene, `/members/${nameOf(scene.world.people.owner)}`), { role: 'member' }),
    },
  ],
  [`DELETE ${inRoom('/members/{username}')}`]: [
    {
      expect: may('moderate', 204),
      send: (scene) => scene.caller.delete(path(scene, `/members/${nameOf(scene.world.bystander)}`)),
      undo: async ({ world, room }) => must(await add(world.people.owner, room, world.bystander), 201),
    },
    {
      as: 'an admin',
      // Nobody is above their like.
      expect: (scene) => refusal('own', scene) ?? 204,
      send: (scene) => scene.caller.delete(path(scene, `/members/${nameOf(scene.world.people.admin)}`)),
      undo: async ({ world: { people }, room }) => {
        must(await add(people.owner, room, people.admin), 201)
        must(await change(people.owner, room, people.admin, { role: 'admin' }), 200)
      },
    },
  ],
}

const requests: Rows = {
  [`GET ${inRoom('/requests')}`]: list('/requests', 'moderate'),
  [`DELETE ${inRoom('/requests/{username}')}`]: [
    {
      as: 'of somebody',
      // Who has asked is that somebody.
      expect: (scene) => refusal(scene.state === 'asked' ? 'see' : 'moderate', scene) ?? 204,
      send: (scene) => scene.caller.delete(path(scene, `/requests/${nameOf(scene.world.people.asked)}`)),
      undo: ({ world, room }) => world.askAgain(room, world.people.asked),
    },
    {
      as: 'of their own',
      expect: (scene) => refusal('see', scene) ?? (scene.state === 'asked' ? 204 : 'user_not_found'),
      send: (scene) => scene.caller.delete(path(scene, `/requests/${nameOf(scene.actor)}`)),
      undo: ({ world, room, actor }) => world.askAgain(room, actor),
    },
  ],
}

const bans: Rows = {
  [`GET ${inRoom('/bans')}`]: list('/bans', 'moderate'),
  [`PUT ${inRoom('/bans/{username}')}`]: [
    {
      expect: may('moderate', 204),
      send: (scene) => scene.caller.put(path(scene, `/bans/${nameOf(scene.world.guest)}`), {}),
      undo: async ({ world, room }) => must(await unban(world.people.owner, room, world.guest), 204),
    },
    {
      as: 'the owner',
      expect: (scene) => refusal('moderate', scene) ?? 'forbidden',
      send: (scene) => scene.caller.put(path(scene, `/bans/${nameOf(scene.world.people.owner)}`), {}),
    },
  ],
  [`DELETE ${inRoom('/bans/{username}')}`]: [
    {
      expect: may('moderate', 204),
      send: (scene) => scene.caller.delete(path(scene, `/bans/${nameOf(scene.world.people.banned)}`)),
      undo: async ({ world: { people }, room }) => must(await ban(people.owner, room, people.banned), 204),
    },
  ],
}

const invites: Rows = {
  [`POST ${inRoom('/invites')}`]: [
    {
      expect: may('invite', 201),
      send: (scene) => scene.caller.post(path(scene, '/invites'), { max_uses: 1 }),
    },
  ],
  [`GET ${inRoom('/invites')}`]: list('/invites', 'invite'),
  [`DELETE ${inRoom('/invites/{code}')}`]: [
    {
      // Of somebody else: not there for whoever is no admin.
      expect: (scene) => refusal('invite', scene) ?? (governs(scene) ? 204 : 'invite_not_found'),
      send: async (scene) => scene.caller.delete(path(scene, `/invites/${await fresh(scene)}`)),
    },
  ],
  'GET /invites/{code}/avatar': [
    { expect: picture, send: (scene) => scene.caller.get(`/invites/${code(scene)}/avatar`) },
  ],
  'HEAD /invites/{code}/avatar': [
    {
      expect: picture,
      send: (scene) => scene.caller.send({ method: 'HEAD', path: `/invites/${code(scene)}/avatar` }),
    },
  ],
  'GET /invites/{code}': [
    {
      expect: signedIn((scene) => (isGroup(scene) ? 200 : 'invite_not_found')),
      send: (scene) => scene.caller.get(`/invites/${code(scene)}`),
      shows: 'room',
    },
  ],
  'POST /invites/{code}': [
    {
      expect: invited,
      send: (scene) => scene.caller.post(`/invites/${code(scene)}`),
      undo: outAgain,
      last: true,
    },
  ],
}

const reports: Rows = {
  [`PUT ${inRoom('/reports/{seq}')}`]: [
    { expect: may('read', 204), send: (scene) => scene.caller.put(report(scene), { reason: 'spam' }) },
    {
      as: 'of the past',
      expect: (scene) => refusal('read', scene) ?? (readsPast(scene) ? 204 : 'message_not_found'),
      send: (scene) => scene.caller.put(path(scene, `/reports/${scene.past.text.seq}`), { reason: 'spam' }),
    },
  ],
  [`GET ${inRoom('/reports')}`]: list('/reports', 'moderate'),
  [`DELETE ${inRoom('/reports/{seq}')}`]: [
    {
      expect: may('moderate', 204),
      send: async (scene) => {
        await scene.world.people.member.api.put(report(scene), { reason: 'spam' })
        return scene.caller.delete(report(scene))
      },
    },
  ],
}

const comingAndGoing: Rows = {
  'POST /enter-chatroom/{chatroom_name}': [
    { expect: entering, send: (scene) => enterRoom(scene.actor, scene.room), undo: outAgain, last: true },
  ],
  'POST /leave-chatroom/{chatroom_name}': [
    {
      expect: may('leave', 204),
      send: (scene) => leaveRoom(scene.actor, scene.room),
      undo: inAgain,
      last: true,
    },
  ],
}

export const memberRoutes = (): Rows => ({
  ...members,
  ...requests,
  ...bans,
  ...invites,
  ...reports,
  ...comingAndGoing,
})
