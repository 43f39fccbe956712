// What owner and admins can set in a chatroom.

export const WHO = ['members', 'admins'] as const
export const JOINS = ['open', 'approval'] as const
export const HISTORIES = ['all', 'since_joined'] as const

export interface RoomSettings {
  who_can_send: (typeof WHO)[number]
  who_can_invite: (typeof WHO)[number]
  who_can_pin: (typeof WHO)[number]
  join: (typeof JOINS)[number]
  history: (typeof HISTORIES)[number]
  /** Seconds between two messages of a member. */
  slow_mode: number
  /** Seconds; null for never. */
  disappear_after: number | null
}

export const DEFAULT_SETTINGS: RoomSettings = {
  who_can_send: 'members',
  who_can_invite: 'members',
  who_can_pin: 'members',
  join: 'open',
  history: 'all',
  slow_mode: 0,
  disappear_after: null,
}

/** As they are kept: what differs from the defaults. `direct`: it is the chat of two people. */
export type KeptSettings = Partial<RoomSettings> & { direct?: true }
