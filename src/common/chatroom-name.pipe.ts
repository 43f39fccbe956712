// The `{name}` of an HTTP route: checked, and in the form that is stored.
import { Injectable, type PipeTransform } from '@nestjs/common'
import { chatroomName } from './chatroom-name.js'

@Injectable()
export class ChatroomNamePipe implements PipeTransform<string, string> {
  /** @throws ChatError `validation_failed` */
  transform(value: string): string {
    return chatroomName(value)
  }
}
