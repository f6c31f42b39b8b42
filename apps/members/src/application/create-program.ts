import { Injectable } from '@nestjs/common';
import type { ProgramView } from '#contracts/internal/members';
import { EventOutbox } from '#contracts/events/outbox';
import { Clock } from '#kernel/clock';
import { minorDigits } from '#kernel/currency';
import type { FieldError } from '#kernel/errors';
import { Ids } from '#kernel/ids';
import { Transactions } from '#kernel/transactions';
import { contentHash } from '#rules/content-hash';
import { defaultLadder, defaultLadderCode } from '../domain/default-ladder.js';
import { oneToOne } from '../domain/growth-value.js';
import { isTimeZone } from '../domain/instants.js';
import { InvalidInputError } from '../domain/refusals.js';
import type { TierLadder } from '../domain/tier-ladder.js';
import { type Program, Programs } from './ports/programs.js';

interface NewProgram {
  readonly code: string;
  readonly name: string;
  readonly currency: string;
  readonly timeZone: string;
}

const codePattern = /^[a-z][a-z0-9-]{0,31}$/;

/** Creates a programme with the default ladder; the same code again answers the programme that is there. */
@Injectable()
export class CreateProgram {
  constructor(
    private readonly programs: Programs,
    private readonly outbox: EventOutbox,
    private readonly transactions: Transactions,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  async execute(given: NewProgram): Promise<ProgramView & { existing: boolean }> {
    check(given);
    const { code, name, currency, timeZone } = given;
    return this.transactions.run(async () => {
      const recordedAt = this.clock.now();
      const program: Program = { id: this.ids.next(), code, name, currency, timeZone, rates: oneToOne };
      const added = await this.programs.add(program, firstLadder, recordedAt);
      if (!added) return { ...programView(await this.existing(code)), existing: true };
      await this.outbox.append([
        {
          type: 'members.program-created.v1',
          programId: program.id,
          occurredAt: recordedAt,
          recordedAt,
          data: { code, currency, timeZone },
        },
      ]);
      return { ...programView(program), existing: false };
    });
  }

  private async existing(code: string): Promise<Program> {
    const program = await this.programs.findByCode(code);
    if (!program) throw new Error('A programme code was taken and is not to be found.');
    return program;
  }
}

export function programView({ id, code, name, currency, timeZone }: Program): ProgramView {
  return { id, code, name, currency, timeZone };
}

const firstLadder: TierLadder = {
  code: defaultLadderCode,
  version: 1,
  contentHash: contentHash(defaultLadder),
  document: defaultLadder,
};

function check({ code, currency, timeZone }: NewProgram): void {
  const errors: FieldError[] = [];
  const refuse = (pointer: string, detail: string): void =>
    void errors.push({ pointer, code: 'invalid_value', detail });
  if (!codePattern.test(code)) refuse('/code', 'A code is lower-case letters, digits and dashes, at most 32.');
  if (minorDigits(currency) === undefined) refuse('/currency', 'Not an active ISO 4217 currency.');
  if (!isTimeZone(timeZone)) refuse('/timeZone', 'Not an IANA time zone.');
  if (errors.length > 0) throw new InvalidInputError(errors);
}
