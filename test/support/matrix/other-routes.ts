// The routes that are about no room in particular: who one is, people, lists, files, documents of the server's health.
import { PASSWORD, personOf, unique, must } from '../people.js'
import { Browser } from '../push-service.js'
import { api, erasing } from '../rest.js'
import type { Session } from '../wire.js'
import { everybody, signedIn, type Call, type Rows, type Scene } from './scene.js'
import { isSignedIn } from './states.js'

/** Of a push service that is not there. */
const NOWHERE = 'https://push.invalid/browser'

/** A session of the actor's that is theirs to spend. */
async function secondSession({ actor, world }: Scene) {
  const credentials = { username: actor.user.username, password: PASSWORD }
  return personOf(world.server, must(await api(world.server).post<Session>('/auth/login', credentials), 200))
}

const aside = (expect: Call['expect'], send: Call['send']): Call[] => [{ expect, send, aside: true }]

const nameOf = ({ world }: Scene) => world.guest.user.username

/** What is a list for everybody: of their own, whatever the room. */
const lists: Rows = Object.fromEntries(
  ['/inbox', '/list-chatroom', '/starred'].map((path): [string, Call[]] => [
    `GET ${path}`,
    [{ expect: signedIn(200), send: ({ caller }) => caller.get(path, { limit: 100 }) }],
  ]),
)

const people: Rows = {
  'GET /users': aside(signedIn(200), (scene) => scene.caller.get('/users', { q: nameOf(scene) })),
  'GET /users/{username}': aside(signedIn(200), (scene) => scene.caller.get(`/users/${nameOf(scene)}`)),
  'GET /users/{username}/avatar': aside(signedIn('attachment_not_found'), (scene) =>
    scene.caller.get(`/users/${nameOf(scene)}/avatar`),
  ),
  'HEAD /users/{username}/avatar': aside(signedIn('attachment_not_found'), (scene) =>
    scene.caller.send({ method: 'HEAD', path: `/users/${nameOf(scene)}/avatar` }),
  ),
  'PUT /blocks/{username}': aside(signedIn(204), (scene) => scene.caller.put(`/blocks/${nameOf(scene)}`)),
  'GET /blocks': aside(signedIn(200), (scene) => scene.caller.get('/blocks')),
  'DELETE /blocks/{username}': aside(signedIn(204), (scene) =>
    scene.caller.delete(`/blocks/${nameOf(scene)}`),
  ),
}

/** The owner has one with `member` and with `blocked`; nobody has one with themselves. */
const directChats: Rows = {
  'POST /direct/{username}': [
    {
      expect: (scene) => {
        if (!isSignedIn(scene)) return 'unauthenticated'
        if (scene.state === 'owner') return 'validation_failed'
        return scene.state === 'blocked' ? 'forbidden' : scene.state === 'member' ? 200 : 201
      },
      send: ({ caller, world }) => caller.post(`/direct/${world.people.owner.user.username}`),
      aside: true,
    },
  ],
}

const identity: Rows = {
  'POST /auth/register': aside(everybody(201), ({ caller }) =>
    caller.post('/auth/register', { username: unique('new'), password: PASSWORD }),
  ),
  'POST /auth/login': aside(everybody(200), ({ caller, world }) =>
    caller.post('/auth/login', { username: world.guest.user.username, password: PASSWORD }),
  ),
  'POST /auth/refresh': aside(everybody(200), async (scene) =>
    scene.caller.post('/auth/refresh', { refresh_token: (await secondSession(scene)).refreshToken }),
  ),
  // A wrong current password: being let in is what counts here, and nobody's other sessions end.
  'POST /auth/password': aside(signedIn('validation_failed'), ({ caller }) =>
    caller.post('/auth/password', { current_password: 'not the one I have', new_password: PASSWORD }),
  ),
  'POST /auth/logout': aside(signedIn(204), async (scene) =>
    isSignedIn(scene)
      ? (await secondSession(scene)).api.post('/auth/logout')
      : scene.caller.post('/auth/logout'),
  ),
  'POST /auth/ticket': aside(signedIn(201), ({ caller }) => caller.post('/auth/ticket')),
  'GET /auth/me': aside(signedIn(200), ({ caller }) => caller.get('/auth/me')),
  'PATCH /auth/me': aside(signedIn(200), ({ caller }) =>
    caller.patch('/auth/me', { privacy: { read_receipts: true } }),
  ),
  'GET /auth/me/export': aside(signedIn(200), ({ caller }) => caller.get('/auth/me/export')),
  // With a wrong password: being let in is what counts here.
  'DELETE /auth/me': aside(signedIn('validation_failed'), ({ caller }) =>
    caller.send(erasing('not the one I have')),
  ),
  'GET /auth/sessions': aside(signedIn(200), ({ caller }) => caller.get('/auth/sessions')),
  // Of somebody else, as of nobody.
  'DELETE /auth/sessions/{id}': aside(signedIn('not_found'), async ({ caller, world }) => {
    const { sessions } = must(
      await world.guest.api.get<{ sessions: { id: string }[] }>('/auth/sessions'),
      200,
    )
    return caller.delete(`/auth/sessions/${sessions[0]!.id}`)
  }),
}

const push: Rows = {
  'GET /push/key': aside(signedIn(200), ({ caller }) => caller.get('/push/key')),
  'PUT /push/subscriptions': aside(signedIn(204), ({ caller }) =>
    caller.put('/push/subscriptions', new Browser(NOWHERE).subscription),
  ),
  'DELETE /push/subscriptions': aside(signedIn(204), ({ caller }) =>
    caller.send({
      method: 'DELETE',
      path: '/push/subscriptions',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ endpoint: NOWHERE }),
    }),
  ),
}

const others: Rows = {
  'POST /chatroom/create': aside(signedIn(201), ({ caller }) =>
    caller.post('/chatroom/create', { name: unique('room'), max_members: 2 }),
  ),
  'POST /attachments': aside(signedIn(201), ({ caller }) => {
    const body = new FormData()
    body.append('file', new File(['mine'], 'mine.txt'))
    return caller.send({ method: 'POST', path: '/attachments', body })
  }),
  'GET /health/live': aside(everybody(200), ({ caller }) => caller.get('/health/live')),
  'GET /health/ready': aside(everybody(200), ({ caller }) => caller.get('/health/ready')),
}

export const otherRoutes = (): Rows => ({
  ...identity,
  ...people,
  ...directChats,
  ...lists,
  ...push,
  ...others,
})
