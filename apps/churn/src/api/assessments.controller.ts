import { Body, Controller } from '@nestjs/common';
import { readAssessments } from '#contracts/internal/churn';
import type { RequestOf, ResponseOf } from '#contracts/internal/call';
import { currentCaller } from '#platform/http/identity';
import { InternalCall } from '#platform/http/internal-call.decorator';
import { ReadAssessments } from '../application/read-assessments.js';

@Controller()
export class AssessmentsController {
  constructor(private readonly assessments: ReadAssessments) {}

  @InternalCall(readAssessments)
  async read(@Body() { memberIds }: RequestOf<typeof readAssessments>): Promise<ResponseOf<typeof readAssessments>> {
    return { assessments: await this.assessments.execute(currentCaller().programId, memberIds) };
  }
}
