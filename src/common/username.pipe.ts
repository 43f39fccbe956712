// The `{username}` of an HTTP route: checked, and in the form that is stored.
import { Injectable, type PipeTransform } from '@nestjs/common'
import type { ApiParamOptions } from '@nestjs/swagger'
import { ChatError, wrongField } from './errors.js'
import { ERASED_USERNAME, USERNAME_PATTERN, USERNAME_RULE } from './username.js'

/** How the documents describe it. */
export const USERNAME_PARAM: ApiParamOptions = {
  name: 'username',
  description: 'Case makes no difference.',
  schema: { type: 'string', minLength: 3, maxLength: 32, example: 'ben' },
}

@Injectable()
export class UsernamePipe implements PipeTransform<string, string> {
  /** @throws ChatError `validation_failed`; `user_not_found` for the name of all who were erased, which is nobody's address */
  transform(value: string): string {
    const username = value.toLowerCase()
    if (username === ERASED_USERNAME) throw new ChatError('user_not_found')
    if (USERNAME_PATTERN.test(value)) return username
    const message = `username ${USERNAME_RULE}`
    throw wrongField('username', message)
  }
}
