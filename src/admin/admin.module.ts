// What somebody's backend may ask: with server keys, never with a user's token.
import { Module } from '@nestjs/common'

@Module({})
export class AdminModule {}
