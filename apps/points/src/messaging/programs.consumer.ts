import { Injectable } from '@nestjs/common';
import type { EventOf } from '#contracts/events/catalogue';
import { HandlesEvents } from '#platform/events/handles-events.decorator';
import { LearnPrograms } from '../application/learn-programs.js';

@Injectable()
export class ProgramsConsumer {
  constructor(private readonly learnPrograms: LearnPrograms) {}

  @HandlesEvents('members.program-created.v1')
  async programCreated(events: readonly EventOf<'members.program-created.v1'>[]): Promise<void> {
    await this.learnPrograms.execute(
      events.map(({ programId, data: { currency, timeZone } }) => ({ programId, currency, timeZone })),
    );
  }
}
