import { Injectable } from '@nestjs/common';
import type { MemberView } from '#contracts/internal/members';
import { Clock } from '#kernel/clock';
import { windowStart } from '../domain/growth-window.js';
import { localDay } from '../domain/instants.js';
import { memberView } from './member-view.js';
import { Members } from './ports/members.js';
import { Programs } from './ports/programs.js';

/** Reads members as they are shown. */
@Injectable()
export class MemberReader {
  constructor(
    private readonly members: Members,
    private readonly programs: Programs,
    private readonly clock: Clock,
  ) {}

  /** By id; absent where there is no such member. */
  async views(
    programId: string,
    memberIds: readonly string[],
    locale: 'en' | 'zh',
  ): Promise<ReadonlyMap<string, MemberView>> {
    if (memberIds.length === 0) return new Map();
    const [program, ladder] = await Promise.all([this.programs.get(programId), this.programs.ladder(programId)]);
    const today = localDay(this.clock.now(), program.timeZone);
    const window = { ladder: ladder.code, from: windowStart(today, ladder.document.growth.windowMonths), to: today };
    const records = await this.members.read(programId, memberIds, window);
    return new Map([...records].map(([id, record]) => [id, memberView(record, ladder, locale)]));
  }

  async view(programId: string, memberId: string, locale: 'en' | 'zh'): Promise<MemberView> {
    const view = (await this.views(programId, [memberId], locale)).get(memberId);
    if (!view) throw new Error('A member was found and is not to be read.');
    return view;
  }
}
