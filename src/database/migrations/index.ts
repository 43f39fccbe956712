// Every migration, oldest first.
import { Schema1763800000000 } from './1763800000000-schema.js'
import { LogFunctions1763800000001 } from './1763800000001-log-functions.js'
import { AttachmentStores1763800000002 } from './1763800000002-attachment-stores.js'
import { IdentitiesAndLimits1763800000003 } from './1763800000003-identities-and-limits.js'
import { AppendPlan1763800000010 } from './1763800000010-append-plan.js'
import { OwnerSuccession1763800000020 } from './1763800000020-owner-succession.js'
import { AppendFew1763800000030 } from './1763800000030-append-few.js'
import { AppendLookups1763800000040 } from './1763800000040-append-lookups.js'
import { AppendTexts1763800000050 } from './1763800000050-append-texts.js'
import { AppendTextsByKeys1763800000060 } from './1763800000060-append-texts-by-keys.js'
import { MembersInOrder1763800000070 } from './1763800000070-members-in-order.js'

export const migrations = [
  Schema1763800000000,
  LogFunctions1763800000001,
  AttachmentStores1763800000002,
  IdentitiesAndLimits1763800000003,
  AppendPlan1763800000010,
  OwnerSuccession1763800000020,
  AppendFew1763800000030,
  AppendLookups1763800000040,
  AppendTexts1763800000050,
  AppendTextsByKeys1763800000060,
  MembersInOrder1763800000070,
]
