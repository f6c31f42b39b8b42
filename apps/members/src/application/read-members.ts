import { Injectable } from '@nestjs/common';
import type { Caller, ItemResult } from '#contracts/internal/call';
import type { MemberView } from '#contracts/internal/members';
import { isUuid } from '#kernel/ids';
import { MemberErasedError, MemberNotFoundError } from '../domain/refusals.js';
import { FindMembers } from './find-members.js';
import { refused } from './item-results.js';
import { MemberReader } from './member-reader.js';

/** Everything shown about members. Ids need one statement; other references one more. */
@Injectable()
export class ReadMembers {
  constructor(
    private readonly findMembers: FindMembers,
    private readonly reader: MemberReader,
  ) {}

  async execute(caller: Caller, references: readonly string[]): Promise<ItemResult<MemberView>[]> {
    const { programId, locale } = caller;
    const others = references.filter((reference) => !isUuid(reference));
    const found =
      others.length === 0
        ? []
        : await this.findMembers.execute(
            programId,
            others.map((reference) => ({ reference })),
          );
    let next = 0;
    const asked = references.map((reference) =>
      isUuid(reference) ? reference : (found[next++] ?? new MemberNotFoundError()),
    );
    const ids = new Set(
      asked.flatMap((each) => (typeof each === 'string' ? [each] : each instanceof Error ? [] : [each.memberId])),
    );
    const views = await this.reader.views(programId, [...ids], locale);
    return asked.map((each) => {
      if (each instanceof Error) return refused(each, each instanceof MemberNotFoundError ? 'not_found' : each.code);
      const view = views.get(typeof each === 'string' ? each : each.memberId);
      if (!view) return refused(new MemberNotFoundError(), 'not_found');
      return view.status === 'erased' ? refused(new MemberErasedError()) : { ok: true, value: view };
    });
  }
}
