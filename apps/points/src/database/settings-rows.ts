import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What members told of a programme when it was created. */
@Entity('programs')
export class ProgramRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'programs_pkey' }) programId!: string;
  @Column('text') currency!: string;
  @Column('text', { name: 'time_zone' }) timeZone!: string;
}

/** A programme's points settings, each version for ever. */
@Entity('points_settings')
export class PointsSettingsRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'points_settings_pkey' }) programId!: string;
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'points_settings_pkey' }) version!: number;
  @Column('jsonb') document!: object;
  @Column('text', { name: 'content_hash' }) contentHash!: string;
  @Column('text', { name: 'actor_type' }) actorType!: string;
  @Column('text', { name: 'actor_id' }) actorId!: string;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt!: Date;
}
