import { Module } from '@nestjs/common';
import { ActivityPostings } from './activity-postings.js';
import { MemberAtTill } from './member-at-till.js';
import { MemberTokensController } from './member-tokens.controller.js';
import { MembersController } from './members.controller.js';
import { ProgramsController } from './programs.controller.js';

@Module({
  controllers: [MembersController, MemberTokensController, ProgramsController],
  providers: [ActivityPostings, MemberAtTill],
})
export class MembersModule {}
