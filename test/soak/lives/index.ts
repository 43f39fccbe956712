// All lives of a soak.
import type { Life } from '../life.js'
import { changes } from './changes.js'
import { disappearing } from './disappearing.js'
import { files } from './files.js'
import { finding } from './finding.js'
import { pushes, webhooks } from './outside.js'
import { rooms } from './rooms.js'
import { people, sessions } from './sessions.js'
import { sockets } from './sockets.js'

export const LIVES: readonly Life[] = [
  rooms,
  changes,
  sockets,
  files,
  sessions,
  people,
  webhooks,
  pushes,
  finding,
  disappearing,
]
