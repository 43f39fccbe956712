// Every migration, oldest first. None has a way back: a database goes back with its backup.
import { Schema1763800000000 } from './1763800000000-schema.js'

export const migrations = [Schema1763800000000]
