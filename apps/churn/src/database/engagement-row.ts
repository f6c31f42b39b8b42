import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Something that happened to a member's benefit, or that a member did beside buying, one an event. */
@Entity('engagements')
@Index('engagements_by_member', ['programId', 'memberId', 'occurredAt'])
export class EngagementRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'engagements_pkey' }) programId!: string;
  @PrimaryColumn('uuid', { name: 'event_id', primaryKeyConstraintName: 'engagements_pkey' }) eventId!: string;
  @Column('uuid', { name: 'member_id' }) memberId!: string;
  @Column('text') kind!: string;
  @Column('text') subject!: string;
  @Column('timestamptz', { name: 'occurred_at' }) occurredAt!: Date;
  /** When it became this member's: the event itself, or a merge. */
  @Column('timestamptz', { name: 'known_at' }) knownAt!: Date;
}
