// The people of a soak: always the same ones.
import { ADMIN_KEY } from './ground.js'
import { Caller } from './caller.js'
import type { Tally } from './tally.js'

export interface Person {
  id: string
  username: string
  token: string
  calls: Caller
}

interface Session {
  access_token: string
  refresh_token: string
  user: { id: string; username: string }
}

const PEOPLE = 24
export const PASSWORD = 'correct horse battery'

export interface Population {
  people: Person[]
  /** Signs in by password. */
  member: string
  admin: Caller
}

export async function populate(url: string, tally: Tally): Promise<Population> {
  const admin = new Caller(url, ADMIN_KEY, tally)
  const people = await Promise.all(
    Array.from({ length: PEOPLE }, async (_, nth): Promise<Person> => {
      const path = `/admin/users/soak-${nth}`
      await admin.must([200, 201], 'PUT', path, { display_name: `Soak ${nth}` })
      const { access_token: token, user } = await admin.must<Session>(201, 'POST', `${path}/tokens`)
      return { id: user.id, username: user.username, token, calls: new Caller(url, token, tally) }
    }),
  )
  const member = 'soak-by-password'
  await admin.must(201, 'POST', '/auth/register', {
    username: member,
    password: PASSWORD,
    display_name: member,
  })
  return { people, member, admin }
}
