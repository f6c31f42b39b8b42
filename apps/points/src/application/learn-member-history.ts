import { Injectable } from '@nestjs/common';
import { type LevelChange, MemberHistoryStore, type SegmentChange } from './ports/member-history.store.js';

/** Keeps what members tells about tiers and segments, so that a purchase is judged by what held when it happened. */
@Injectable()
export class LearnMemberHistory {
  constructor(private readonly history: MemberHistoryStore) {}

  levels(changes: readonly LevelChange[]): Promise<void> {
    return this.history.recordLevels(changes);
  }

  segments(changes: readonly SegmentChange[]): Promise<void> {
    return this.history.recordSegments(changes);
  }
}
