// The others of direct chats: of whose presence somebody is told without asking.
import type { DataSource } from 'typeorm'
import { runPrepared } from '../database/prepared.js'

/** $1 users, $2 a direct chat of each, or NULL for the newest $3 of all: ids of the others, the newest chat first. */
export const FIND_PEERS = {
  name: 'find_peers',
  text: `
    SELECT asked.n, p.peer_id AS "peerId"
    FROM unnest($1::uuid[], $2::bigint[]) WITH ORDINALITY AS asked (user_id, room_id, n)
    CROSS JOIN LATERAL (
      (
        SELECT d.peer_id FROM direct_chats d WHERE asked.room_id IS NULL AND d.user_id = asked.user_id
        ORDER BY d.chatroom_id DESC LIMIT $3
      ) UNION ALL (
        SELECT d.peer_id FROM direct_chats d WHERE d.chatroom_id = asked.room_id AND d.peer_id <> asked.user_id LIMIT 1
      )
    ) p`,
}

/** Whose peers are asked for: of one direct chat, or of all. */
export interface PeersAsked {
  userId: string
  roomId: number | null
}

/** Ids of the others, of each in their order. @param most of all direct chats of one of them */
export async function findPeers(
  source: DataSource,
  asked: readonly PeersAsked[],
  most: number,
): Promise<string[][]> {
  const values = [asked.map(({ userId }) => userId), asked.map(({ roomId }) => roomId), most]
  const rows = await runPrepared<{ n: number; peerId: string }>(source, FIND_PEERS, values)
  const found = asked.map((): string[] => [])
  for (const { n, peerId } of rows) found[n - 1]!.push(peerId)
  return found
}
