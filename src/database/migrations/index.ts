// Every migration, oldest first.
import { Schema1763800000000 } from './1763800000000-schema.js'
import { LogFunctions1763800000001 } from './1763800000001-log-functions.js'

export const migrations = [Schema1763800000000, LogFunctions1763800000001]
