// The routes of a room and of what is said in it.
import { at } from '../rest.js'
import { aimed, type Draft, type Drafts } from '../drafts.js'
import { say, unique } from '../people.js'
import type { Ground } from './world.js'
import { attached, may, ofThePast, signedIn, type Call, type Rows, type Scene } from './scene.js'
import { governs, isIn, isSignedIn, readsPast, refusal, type Need } from './states.js'

const inRoom = (rest = '') => `/chatroom/{chatroom_name}${rest}`
const path = ({ room }: Scene, rest = '') => at('/chatroom', room, rest)

/** Asked of a message that is there for every member, and of one from before most came. */
function ofMessages(
  rest: string,
  ask: (scene: Scene, path: string) => ReturnType<Call['send']>,
  need: Need = 'read',
  status = 200,
): Call[] {
  const to = (scene: Scene, seq: number) => path(scene, `/messages/${seq}${rest}`)
  return [
    { expect: may(need, status), send: (scene) => ask(scene, to(scene, scene.present.text.seq)) },
    {
      as: 'of the past',
      expect: ofThePast(need, status),
      send: (scene) => ask(scene, to(scene, scene.past.text.seq)),
    },
    {
      as: 'a poll of the past',
      expect: ofThePast(need, status),
      send: (scene) => ask(scene, to(scene, scene.past.poll.seq)),
    },
  ]
}

const get = (scene: Scene, where: string) => scene.caller.get(where)

/** What a draft needs; what is not named says something. */
const NEEDS: Record<string, Need> = {
  edit: 'change',
  delete: 'change',
  reaction: 'change',
  vote: 'change',
  pin: 'pin',
}

/** Something of one's own, or what the owner has said where one has nothing. */
const target = ({ own, actor, present }: Scene, { type }: Draft): number =>
  type === 'vote' ? (own.get(actor)?.poll ?? present.poll.seq) : (own.get(actor)?.text ?? present.text.seq)

/** A draft as somebody can send it to the room of a scene. */
export const draftFor = (scene: Scene, draft: Draft): Draft => {
  const { client_id: _, ...body } = aimed(draft, { chatroom: scene.room, seq: target(scene, draft) })
  return { ...body, client_id: unique('c') } as Draft
}

export const needOf = ({ type }: Draft): Need => NEEDS[type] ?? 'send'

/** What is sent in the matrix: one of each type, but what leaves nothing for those who come later. */
export const examplesOf = ({ examples }: Drafts): [string, Draft][] =>
  examples.filter(
    ([, { type }], nth) =>
      type !== 'delete' && examples.findIndex(([, draft]) => draft.type === type) === nth,
  )

/** About what lies in the past: hidden from those who may not read it. */
const ABOUT_THE_PAST: [string, Need, (ground: Ground) => object][] = [
  ['a reply', 'send', ({ past }) => ({ type: 'text', message: 'a reply', reply_to: past.text.seq })],
  ['a reaction', 'change', ({ past }) => ({ type: 'reaction', target_seq: past.text.seq, emoji: '👍' })],
  ['a vote', 'change', ({ past }) => ({ type: 'vote', target_seq: past.poll.seq, options: [1] })],
  [
    'a forward',
    'send',
    ({ past, room }) => ({ type: 'forward', forward: { chatroom: room, seq: past.text.seq } }),
  ],
]

const post = ({ caller, room }: Scene, body: object) => caller.post(at('/send-message', room), body)

function sends(drafts: Drafts): Call[] {
  return [
    ...examplesOf(drafts).map(([as, draft]): Call => ({
      as,
      expect: may(needOf(draft), 201),
      send: (scene) => post(scene, draftFor(scene, draft)),
    })),
    {
      as: 'an edit of what the owner said',
      expect: (scene) => refusal('change', scene) ?? (scene.state === 'owner' ? 201 : 'forbidden'),
      send: (scene) => {
        const { seq, message } = scene.present.text
        return post(scene, { type: 'edit', target_seq: seq, message })
      },
    },
    {
      as: 'a deletion of what the owner said',
      expect: (scene) => refusal('change', scene) ?? refusal('moderate', scene) ?? 201,
      send: async (scene) => {
        const { seq } = governs(scene)
          ? await say(scene.world.people.owner, scene.room, 'to be deleted')
          : scene.present.text
        return post(scene, { type: 'delete', target_seq: seq })
      },
    },
    {
      as: 'what somebody else has uploaded and not sent',
      expect: (scene) => refusal('send', scene) ?? 'attachment_not_found',
      send: (scene) => post(scene, { type: 'attachment', attachment: { id: scene.world.unsent.id } }),
    },
    ...ABOUT_THE_PAST.map(([as, need, body]): Call => ({
      as: `${as} to the past`,
      expect: ofThePast(need, 201),
      send: (scene) => post(scene, body(scene)),
    })),
  ]
}

/** Into a room of one's own, of what is said in this one. */
const forwarded = (when: 'past' | 'present'): Call => ({
  as: `a forward of the ${when} to another room`,
  expect: (scene) => {
    if (!isSignedIn(scene)) return 'unauthenticated'
    return (when === 'past' ? readsPast(scene) : isIn(scene)) ? 201 : 'message_not_found'
  },
  send: async (scene) => {
    const forward = { chatroom: scene.room, seq: scene[when].text.seq }
    const own = scene.world.roomOf(scene.state)
    return scene.caller.post(at('/send-message', own), { type: 'forward', forward })
  },
})

const files = (method: 'GET' | 'HEAD', rest = ''): Call[] =>
  (['present', 'past'] as const).map((when) => ({
    as: `of the ${when}`,
    expect: attached(when, 200),
    send: (scene) =>
      scene.caller.send({
        method,
        path: `/attachments/${scene[when][rest ? 'picture' : 'attachment'].id}${rest}`,
      }),
  }))

const mayManage = may('moderate', 200)

export const roomRoutes = (drafts: Drafts): Rows => ({
  [`GET ${inRoom()}`]: [{ expect: may('see', 200), send: (scene) => get(scene, path(scene)) }],
  [`PATCH ${inRoom()}`]: [
    {
      expect: mayManage,
      send: (scene) => scene.caller.patch(path(scene), { metadata: { touched: unique('by') } }),
    },
    {
      as: 'max_members below what there are',
      expect: (scene) => refusal('moderate', scene) ?? 'chatroom_full',
      send: (scene) => scene.caller.patch(path(scene), { max_members: 1 }),
    },
  ],
  [`GET ${inRoom('/avatar')}`]: [
    {
      expect: (scene) => refusal('see', scene) ?? 'attachment_not_found',
      send: (scene) => get(scene, path(scene, '/avatar')),
    },
  ],
  [`HEAD ${inRoom('/avatar')}`]: [
    {
      expect: (scene) => refusal('see', scene) ?? 'attachment_not_found',
      send: (scene) => scene.caller.send({ method: 'HEAD', path: path(scene, '/avatar') }),
    },
  ],
  [`GET ${inRoom('/messages')}`]: [
    {
      expect: may('read', 200),
      send: (scene) => scene.caller.get(path(scene, '/messages'), { after_seq: 0, limit: 100 }),
    },
    {
      as: 'the newest',
      expect: may('read', 200),
      send: (scene) => scene.caller.get(path(scene, '/messages'), { limit: 100 }),
    },
  ],
  [`GET ${inRoom('/timeline')}`]: [
    { expect: may('read', 200), send: (scene) => scene.caller.get(path(scene, '/timeline'), { limit: 100 }) },
    {
      as: 'around what is past',
      expect: may('read', 200),
      send: (scene) =>
        scene.caller.get(path(scene, '/timeline'), { around_seq: scene.past.text.seq, limit: 20 }),
    },
  ],
  [`GET ${inRoom('/messages/{seq}')}`]: ofMessages('', get),
  [`GET ${inRoom('/messages/{seq}/reactions')}`]: ofMessages('/reactions', get),
  [`GET ${inRoom('/messages/{seq}/votes')}`]: ofMessages('/votes', get),
  [`GET ${inRoom('/messages/{seq}/versions')}`]: ofMessages('/versions', get).map((call) => ({
    ...call,
    expect: (scene) => {
      const cell = call.expect(scene)
      // It is the owner who has said it.
      return cell === 200 ? (refusal('moderate', scene) ?? cell) : cell
    },
  })),
  [`GET ${inRoom('/messages/{seq}/receipts')}`]: ofMessages('/receipts', get),
  [`PUT ${inRoom('/messages/{seq}/star')}`]: ofMessages(
    '/star',
    (scene, where) => scene.caller.put(where),
    'read',
    204,
  ),
  [`DELETE ${inRoom('/messages/{seq}/star')}`]: [
    {
      expect: may('read', 204),
      send: (scene) => scene.caller.delete(path(scene, `/messages/${scene.present.text.seq}/star`)),
    },
  ],
  [`GET ${inRoom('/media')}`]: [
    { expect: may('read', 200), send: (scene) => get(scene, path(scene, '/media')) },
  ],
  // Every word that is planted anywhere begins so.
  'GET /search': [
    {
      as: 'in all rooms',
      expect: signedIn(200),
      send: ({ caller }) => caller.get('/search', { q: 'zq', limit: 100 }),
    },
    {
      expect: may('read', 200),
      send: ({ caller, room }) => caller.get('/search', { q: 'zq', chatroom: room, limit: 100 }),
    },
  ],
  [`GET ${inRoom('/marks')}`]: [
    { expect: may('read', 200), send: (scene) => get(scene, path(scene, '/marks')) },
  ],
  [`PUT ${inRoom('/marks')}`]: [
    { expect: may('read', 200), send: (scene) => scene.caller.put(path(scene, '/marks'), { read: 1 }) },
    {
      as: 'back into the past',
      expect: may('read', 200),
      send: (scene) => scene.caller.put(path(scene, '/marks'), { unread_from: scene.past.text.seq }),
    },
  ],
  [`PATCH ${inRoom('/me')}`]: [
    {
      expect: may('read', 200),
      send: (scene) => scene.caller.patch(path(scene, '/me'), { archived: false }),
    },
  ],
  'POST /send-message/{chatroom_name}': [...sends(drafts), forwarded('present'), forwarded('past')],
  'GET /attachments/{id}': [
    ...files('GET'),
    {
      as: 'that was not sent',
      expect: signedIn('attachment_not_found'),
      send: ({ caller, world }) => caller.get(`/attachments/${world.unsent.id}`),
    },
  ],
  'HEAD /attachments/{id}': files('HEAD'),
  'GET /attachments/{id}/thumbnail': files('GET', '/thumbnail'),
  'HEAD /attachments/{id}/thumbnail': files('HEAD', '/thumbnail'),
  [`DELETE ${inRoom()}`]: [
    { expect: may('own', 204), send: (scene) => scene.caller.delete(path(scene)), last: true },
  ],
})
