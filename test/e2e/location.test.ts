// A location: the whole earth, to the last digit, and nothing beyond it.
import { expect, it } from 'vitest'
import { logOf, must, registered, roomWith } from '../support/people.js'
import { at, expectProblem } from '../support/rest.js'
import { sharedServer } from '../support/server.js'
import type { Message } from '../support/wire.js'

const server = await sharedServer()
const ann = await registered(server, 'Ann')
const room = await roomWith(ann)

const send = (location: object) =>
  ann.api.post<Message>(at('/send-message', room), { type: 'location', location })

it.each([
  ['the north pole', { latitude: 90, longitude: 180, name: 'North Pole' }],
  ['the south pole', { latitude: -90, longitude: -180, name: '南極点' }],
  ['where the equator meets Greenwich', { latitude: 0, longitude: 0 }],
  ['all digits that a number has', { latitude: 0.30000000000000004, longitude: -179.99999999999997 }],
  ['the smallest step from nothing', { latitude: 5e-324, longitude: -1e-7 }],
])('%s comes back as it was sent, at once and from the log', async (_, location) => {
  const sent = must(await send(location), 201)
  expect(sent.location).toEqual(location)
  expect((await logOf(ann, room)).at(-1)).toEqual(sent)
})

it('is shown without a name that is null, as without one', async () => {
  const sent = must(await send({ latitude: 1, longitude: 2, name: null }), 201)
  expect(sent.location).toEqual({ latitude: 1, longitude: 2 })
})

it.each([
  ['location.latitude', { latitude: 90.000001, longitude: 0 }],
  ['location.longitude', { latitude: 0, longitude: -180.000001 }],
  ['location.name', { latitude: 0, longitude: 0, name: 'a\nb' }],
  ['location.name', { latitude: 0, longitude: 0, name: 'gpj.\u202Eexe' }],
])('is refused for its %s', async (field, location) => {
  expectProblem(await send(location), 'validation_failed', field)
})
