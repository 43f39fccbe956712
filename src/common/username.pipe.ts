// The `{username}` of an HTTP route: checked, and in the form that is stored.
import { Injectable, type PipeTransform } from '@nestjs/common'
import type { ApiParamOptions } from '@nestjs/swagger'
import { wrongField } from './errors.js'
import { USERNAME_PATTERN, USERNAME_RULE } from './username.js'

/** How the documents describe it. */
export const USERNAME_PARAM: ApiParamOptions = {
  name: 'username',
  description: 'Case makes no difference.',
  schema: { type: 'string', minLength: 3, maxLength: 32, example: 'ben' },
}

@Injectable()
export class UsernamePipe implements PipeTransform<string, string> {
  /** @throws ChatError `validation_failed` */
  transform(value: string): string {
    if (USERNAME_PATTERN.test(value)) return value.toLowerCase()
    const message = `username ${USERNAME_RULE}`
    throw wrongField('username', message)
  }
}
