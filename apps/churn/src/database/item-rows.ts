import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The model of a programme's items: of when it is, and what most members buy. */
@Entity('item_models')
export class ItemModelRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'item_models_pkey' }) programId!: string;
  @Column('timestamptz', { name: 'as_of' }) asOf!: Date;
  @Column('json') popular!: object;
}

/** What the model says of one item. */
@Entity('items')
export class ItemRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'items_pkey' }) programId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'items_pkey' }) sku!: string;
  @Column('double precision') demand!: number;
  @Column('json') neighbours!: object;
  @Column('json', { nullable: true }) replenishment!: object | null;
}
