import { Injectable } from '@nestjs/common';
import type { EventOf } from '#contracts/events/catalogue';
import { HandlesEvents } from '#platform/events/handles-events.decorator';
import { RememberProgram } from '../application/remember-program.js';

@Injectable()
export class ProgramsConsumer {
  constructor(private readonly rememberProgram: RememberProgram) {}

  @HandlesEvents('members.program-created.v1')
  async programCreated(events: readonly EventOf<'members.program-created.v1'>[]): Promise<void> {
    await this.rememberProgram.execute(
      events.map(({ programId, data }) => ({ programId, currency: data.currency, timeZone: data.timeZone })),
    );
  }
}
