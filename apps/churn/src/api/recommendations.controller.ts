import { Body, Controller } from '@nestjs/common';
import type { RequestOf, ResponseOf } from '#contracts/internal/call';
import { readRecommendations } from '#contracts/internal/recommendations';
import { currentCaller } from '#platform/http/identity';
import { InternalCall } from '#platform/http/internal-call.decorator';
import { ReadRecommendations } from '../application/read-recommendations.js';

@Controller()
export class RecommendationsController {
  constructor(private readonly recommendations: ReadRecommendations) {}

  @InternalCall(readRecommendations)
  async read(@Body() question: RequestOf<typeof readRecommendations>): Promise<ResponseOf<typeof readRecommendations>> {
    return { lists: await this.recommendations.execute(currentCaller(), question) };
  }
}
