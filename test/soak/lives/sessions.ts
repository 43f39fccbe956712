// Sessions that begin, go on, and end; some by a password, most made by a backend.
import { see, type Life, type World } from '../life.js'
import { PASSWORD } from '../population.js'

interface Session {
  access_token: string
  refresh_token: string
}

/** A password costs the server more than all else of a session. */
const BY_PASSWORD = 0.1

function begin({ admin, chance, people, member }: World): Promise<Session> {
  return chance.next() < BY_PASSWORD
    ? admin.must<Session>([200, 201], 'POST', '/auth/login', { username: member, password: PASSWORD })
    : admin.must<Session>(201, 'POST', `/admin/users/${chance.oneOf(people).username}/tokens`)
}

export const sessions: Life = {
  name: 'sessions',
  lanes: 2,
  every: 250,
  async act(world) {
    let { access_token, refresh_token } = await begin(world)
    const { admin, url } = world
    for (let time = 0; time < 2; time++)
      ({ access_token, refresh_token } = await admin.must<Session>([200, 201], 'POST', '/auth/refresh', {
        refresh_token,
      }))
    const calls = world.callerOf(access_token)
    await calls.must([200, 201], 'POST', '/auth/ticket')
    await calls.must(200, 'GET', '/auth/sessions')
    await calls.must(204, 'POST', '/auth/logout')
    const { status } = await calls.ask('GET', '/auth/me')
    see(status === 401, `a session that has ended is answered ${status} at ${url}`)
  },
}

/** Who blocks whom, and what people say of themselves and find. */
export const people: Life = {
  name: 'people',
  every: 500,
  async act({ chance, people: all }) {
    const [one, other] = chance.some(all, 2)
    await one!.calls.must([200, 201, 204], 'PUT', `/blocks/${other!.username}`)
    await one!.calls.must([200, 204], 'DELETE', `/blocks/${other!.username}`)
    await one!.calls.must(200, 'PATCH', '/auth/me', { about: chance.words(5) })
    await one!.calls.must(200, 'GET', `/users?q=${other!.username.slice(0, 6)}`)
    await one!.calls.must(200, 'GET', '/inbox')
    await one!.calls.must(200, 'GET', '/list-chatroom?q=soak')
  },
}
