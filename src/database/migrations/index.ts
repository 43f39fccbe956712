// Every migration, oldest first.
import { Schema1763800000000 } from './1763800000000-schema.js'
import { LogFunctions1763800000001 } from './1763800000001-log-functions.js'
import { AttachmentStores1763800000002 } from './1763800000002-attachment-stores.js'
import { IdentitiesAndLimits1763800000003 } from './1763800000003-identities-and-limits.js'
import { AppendTexts1763800000050 } from './1763800000050-append-texts.js'
import { MembersInOrder1763800000070 } from './1763800000070-members-in-order.js'

export const migrations = [
  Schema1763800000000,
  LogFunctions1763800000001,
  AttachmentStores1763800000002,
  IdentitiesAndLimits1763800000003,
  AppendTexts1763800000050,
  MembersInOrder1763800000070,
]
