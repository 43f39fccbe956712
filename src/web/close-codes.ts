// The close codes in words, for the Swagger page and the AsyncAPI document: one table for both.
import { CloseCode } from '../common/errors.js'

/** Without an entry for a new code this does not compile. */
export const CLOSE_CODES: Record<CloseCode, string> = {
  [CloseCode.goingAway]: 'the node is going away: reconnect with your last `seq`',
  [CloseCode.protocolAbuse]:
    'protocol abuse, or an address that cannot be: a wrong name, a wrong or unknown `after_seq` or `log`',
  [CloseCode.tooBig]: 'too big',
  [CloseCode.internal]: 'something went wrong on our side: reconnect',
  [CloseCode.overloaded]:
    'you read too slowly, the node is overloaded, or the log was replaced (`seq_unknown` then comes first): reconnect',
  [CloseCode.unauthenticated]: 'not, or no longer, authenticated',
  [CloseCode.notAMember]: 'not, or no longer, a member',
  [CloseCode.noSuchRoom]: 'no such room',
  [CloseCode.noAuthInTime]: 'no `auth` in time',
  [CloseCode.tooMany]: 'too many connections or frames',
}
