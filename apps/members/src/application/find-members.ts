import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import type { DomainError } from '#kernel/errors';
import { type ParsedReference, parseReference } from '../domain/reference.js';
import {
  CodeAlreadyUsedError,
  InvalidReferenceError,
  MemberErasedError,
  MemberNotFoundError,
} from '../domain/refusals.js';
import { readTillCode } from '../domain/till-code.js';
import { type FoundMember, type MemberKey, Members } from './ports/members.js';
import { type CodeUse, CodeUses, TillCodeKey } from './ports/till-codes.js';

export interface AskedReference {
  readonly reference: string;
  /** When a till code was shown; now where it is not said. */
  readonly at?: string | undefined;
  /** Binds a till code to this transaction. */
  readonly transactionId?: string | undefined;
}

type Found = FoundMember | DomainError;
type Looked = { readonly key: MemberKey; readonly use?: CodeUse } | { readonly refusal: DomainError };

/** Finds members by references of every form: one statement for all, and one more where till codes are bound. */
@Injectable()
export class FindMembers {
  constructor(
    private readonly members: Members,
    private readonly codeUses: CodeUses,
    private readonly tillCodeKey: TillCodeKey,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns a member or a refusal for each reference, same order: InvalidReferenceError, MemberNotFoundError,
   *          MemberErasedError, CodeAlreadyUsedError
   */
  async execute(programId: string, asked: readonly AskedReference[]): Promise<readonly Found[]> {
    const now = this.clock.now();
    const looked = asked.map((each) => this.look(programId, each, now));
    const keys = looked.flatMap((each) => ('key' in each ? [each.key] : []));
    const found = keys.length === 0 ? [] : await this.members.find(programId, keys);
    let next = 0;
    const results = looked.map((each): Found => ('key' in each ? judge(found[next++]) : each.refusal));
    return this.bindCodes(programId, looked, results, now);
  }

  /** @throws whatever the reference is refused with */
  async one(programId: string, asked: AskedReference): Promise<FoundMember> {
    const [found] = await this.execute(programId, [asked]);
    if (!found || found instanceof Error) throw found ?? new MemberNotFoundError();
    return found;
  }

  private look(programId: string, asked: AskedReference, now: Date): Looked {
    const parsed = parseReference(asked.reference);
    if (!parsed) return { refusal: new InvalidReferenceError() };
    return parsed.kind === 'code' ? this.lookAtCode(programId, parsed, asked, now) : { key: parsed };
  }

  private lookAtCode(
    programId: string,
    { code }: ParsedReference & { kind: 'code' },
    { at, transactionId }: AskedReference,
    now: Date,
  ): Looked {
    const shownAt = at === undefined ? now : new Date(at);
    const read = Number.isNaN(shownAt.getTime())
      ? undefined
      : readTillCode(this.tillCodeKey.key, programId, code, shownAt);
    if (!read) return { refusal: new MemberNotFoundError() };
    const key = { kind: 'number', number: read.number } as const;
    return transactionId === undefined ? { key } : { key, use: { ...read, transactionId } };
  }

  private async bindCodes(
    programId: string,
    looked: readonly Looked[],
    results: readonly Found[],
    at: Date,
  ): Promise<readonly Found[]> {
    const uses = looked.map((each, index) =>
      'use' in each && !(results[index] instanceof Error) ? each.use : undefined,
    );
    const given = uses.filter((use) => use !== undefined);
    if (given.length === 0) return results;
    const bound = await this.codeUses.bind(programId, given, at);
    let next = 0;
    return results.map((result, index) => (uses[index] && !bound[next++] ? new CodeAlreadyUsedError() : result));
  }
}

function judge(found: FoundMember | undefined): Found {
  if (!found) return new MemberNotFoundError();
  return found.status === 'erased' ? new MemberErasedError() : found;
}
