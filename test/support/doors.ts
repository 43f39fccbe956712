// The ways into a chatroom: whatever holds for one of them holds for all.
import { httpDoor } from './http.door.js'
import type { Door } from './room-client.js'
import { socketIoDoor } from './socketio.door.js'
import { websocketDoor } from './websocket.door.js'

/** Socket.IO as a browser starts it: polling first, then an upgrade. */
const pollingDoor = socketIoDoor('Socket.IO, polling first', ['polling', 'websocket'])

export const DOORS: Door[] = [
  websocketDoor,
  socketIoDoor('Socket.IO over WebSocket', ['websocket']),
  pollingDoor,
  httpDoor,
]

export const LIVE_DOORS = DOORS.filter((door) => door.live)
