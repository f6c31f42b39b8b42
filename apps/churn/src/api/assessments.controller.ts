import { Body, Controller } from '@nestjs/common';
import { readAssessments, readScoreHistory } from '#contracts/internal/churn';
import type { RequestOf, ResponseOf } from '#contracts/internal/call';
import { currentCaller } from '#platform/http/identity';
import { InternalCall } from '#platform/http/internal-call.decorator';
import { ReadAssessments } from '../application/read-assessments.js';

@Controller()
export class AssessmentsController {
  constructor(private readonly assessments: ReadAssessments) {}

  @InternalCall(readAssessments)
  async read(@Body() { memberIds }: RequestOf<typeof readAssessments>): Promise<ResponseOf<typeof readAssessments>> {
    const { programId, locale } = currentCaller();
    return { assessments: await this.assessments.execute(programId, memberIds, locale) };
  }

  @InternalCall(readScoreHistory)
  async history(
    @Body() { memberIds, first }: RequestOf<typeof readScoreHistory>,
  ): Promise<ResponseOf<typeof readScoreHistory>> {
    return { histories: await this.assessments.history(currentCaller().programId, memberIds, first) };
  }
}
