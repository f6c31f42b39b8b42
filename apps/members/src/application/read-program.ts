import { Injectable } from '@nestjs/common';
import { notFound } from '#contracts/errors/refusals';
import type { ProgramView } from '#contracts/internal/members';
import { programView } from './create-program.js';
import { Programs } from './ports/programs.js';

@Injectable()
export class ReadProgram {
  constructor(private readonly programs: Programs) {}

  /** @throws Refusal not_found */
  async execute(programId: string): Promise<ProgramView> {
    const program = await this.programs.find(programId);
    if (!program) throw notFound('programme');
    return programView(program);
  }
}
