// The `{chatroom_name}` of an HTTP route: checked, and in the form that is stored.
import { Injectable, type PipeTransform } from '@nestjs/common'
import type { ApiParamOptions } from '@nestjs/swagger'
import { chatroomName } from './chatroom-name.js'

/** How the documents describe it. */
export const CHATROOM_NAME_PARAM: ApiParamOptions = {
  name: 'chatroom_name',
  description: 'The chatroom’s `name`, percent-encoded.',
  schema: { type: 'string', minLength: 1, maxLength: 100, example: 'whatsapp_chatroom2' },
}

@Injectable()
export class ChatroomNamePipe implements PipeTransform<string, string> {
  /** @throws ChatError `validation_failed` */
  transform(value: string): string {
    return chatroomName(value)
  }
}
