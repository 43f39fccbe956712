// The names of what the server answers about people and about who may be in a room, as the client's own routes have them.
import type { Client } from 'whatsapp-api-client'

type Answer<Route extends (...given: never[]) => Promise<unknown>> = Awaited<ReturnType<Route>>
type Rooms = Client['rooms']
type Users = Client['users']
type Messages = Client['messages']

/** Somebody, as far as they show themselves. */
export type Profile = Answer<Users['get']>
/** Where one is signed in. */
export type Device = Answer<Users['sessions']>['sessions'][number]
export type PrivacyChanges = NonNullable<Parameters<Users['changeMe']>[0]['privacy']>

export type RoomChanges = Parameters<Rooms['change']>[1]
export type Invite = Answer<Rooms['invites']>['invites'][number]
/** What somebody with an invite sees of the room. */
export type Invitation = Answer<Rooms['invitation']>
/** What somebody says is wrong with a message. */
export type Report = Answer<Rooms['reports']>['reports'][number]

/** Who has a message: every member but its sender is in one of the three. */
export type Receipts = Answer<Messages['receipts']>
