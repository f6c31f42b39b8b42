import { Injectable } from '@nestjs/common';
import {
  type LevelChange,
  MemberHistoryStore,
  type SegmentChange,
  type StatusChange,
} from './ports/member-history.store.js';

/** Keeps what members tells: tiers and segments, so that a purchase is judged by what held when it happened, and standings. */
@Injectable()
export class LearnMemberHistory {
  constructor(private readonly history: MemberHistoryStore) {}

  levels(changes: readonly LevelChange[]): Promise<void> {
    return this.history.recordLevels(changes);
  }

  segments(changes: readonly SegmentChange[]): Promise<void> {
    return this.history.recordSegments(changes);
  }

  async statuses(changes: readonly StatusChange[]): Promise<void> {
    const newest = new Map<string, StatusChange>();
    for (const change of changes) {
      const key = `${change.programId} ${change.memberId}`;
      const known = newest.get(key);
      if (!known || known.memberSeq < change.memberSeq) newest.set(key, change);
    }
    await this.history.recordStatuses([...newest.values()]);
  }
}
