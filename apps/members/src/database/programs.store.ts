import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { type Program, Programs } from '../application/ports/programs.js';
import type { TierLadder } from '../domain/tier-ladder.js';
import { Lru } from './lru.js';

const programsMax = 1_000;
const columns = `program_id AS id, code, name, currency, time_zone AS "timeZone", currency_rates AS rates`;

@Injectable()
export class ProgramsStore extends Programs {
  // Neither a programme nor a published ladder changes, so that they are read once a process.
  private readonly programs = new Lru<Program>(programsMax);
  private readonly ladders = new Lru<TierLadder>(programsMax);

  constructor(private readonly database: Database) {
    super();
  }

  override async add(program: Program, ladder: TierLadder, recordedAt: Date): Promise<boolean> {
    const { id, code, name, currency, timeZone, rates } = program;
    const added = await this.database.affect(
      `INSERT INTO programs (program_id, code, name, currency, time_zone, currency_rates, recorded_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (code) DO NOTHING`,
      [id, code, name, currency, timeZone, JSON.stringify(rates), recordedAt],
    );
    if (added === 0) return false;
    await this.database.query(
      `INSERT INTO tier_ladders (program_id, code, version, content_hash, document, published_at)
       VALUES ($1, $2, $3, $4, $5, $6)`,
      [id, ladder.code, ladder.version, ladder.contentHash, JSON.stringify(ladder.document), recordedAt],
    );
    return true;
  }

  override async findByCode(code: string): Promise<Program | undefined> {
    const [program] = await this.database.query<Program>(`SELECT ${columns} FROM programs WHERE code = $1`, [code]);
    return program;
  }

  override async find(programId: string): Promise<Program | undefined> {
    const known = this.programs.get(programId);
    if (known) return known;
    const [program] = await this.database.query<Program>(`SELECT ${columns} FROM programs WHERE program_id = $1`, [
      programId,
    ]);
    if (program) this.programs.set(programId, program);
    return program;
  }

  override async get(programId: string): Promise<Program> {
    const program = await this.find(programId);
    if (!program) throw new Error('A signed identity names a programme that was never created.');
    return program;
  }

  override async ladder(programId: string): Promise<TierLadder> {
    const known = this.ladders.get(programId);
    if (known) return known;
    const [ladder] = await this.database.query<TierLadder>(
      `SELECT code, version, content_hash AS "contentHash", document FROM tier_ladders
        WHERE program_id = $1 ORDER BY version DESC LIMIT 1`,
      [programId],
    );
    if (!ladder) throw new Error('A programme has no tier ladder.');
    this.ladders.set(programId, ladder);
    return ladder;
  }
}
