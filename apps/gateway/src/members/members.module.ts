import { Module } from '@nestjs/common';
import { MemberAtTill } from './member-at-till.js';
import { MemberTokensController } from './member-tokens.controller.js';
import { MembersController } from './members.controller.js';
import { ProgramsController } from './programs.controller.js';

@Module({
  controllers: [MembersController, MemberTokensController, ProgramsController],
  providers: [MemberAtTill],
})
export class MembersModule {}
