import { Context, ResolveField, Resolver } from '@nestjs/graphql';
import type { ModelCardView } from '#contracts/internal/churn';
import type { GraphqlContext } from '../execution/graphql-context.js';
import { assertMayListMembers } from '../members/access.js';
import { Program } from '../members/member.models.js';
import { ChurnModelCard } from './churn-model.models.js';
import { ChurnReads } from './churn-reads.js';

/** What the churn service answers about the programme. */
@Resolver(() => Program)
export class ChurnModelResolver {
  constructor(private readonly reads: ChurnReads) {}

  @ResolveField(() => ChurnModelCard, { nullable: true, description: 'For operators; null until a model is in use.' })
  async churnModel(@Context() context: GraphqlContext): Promise<ChurnModelCard | null> {
    assertMayListMembers(context.principal);
    const card = await this.reads.model(context);
    return card ? cardNode(card) : null;
  }
}

function cardNode(card: ModelCardView): ChurnModelCard {
  const { dataWindow, candidates, calibration, drift, closedForm, flags, ...rest } = card;
  return {
    ...rest,
    dataFrom: dataWindow?.from ?? null,
    dataTo: dataWindow?.to ?? null,
    candidates: Object.entries(candidates ?? {}).map(([name, judged]) =>
      'auc' in judged
        ? { name, auc: judged.auc, brier: judged.brier, ece: judged.ece, unavailable: null }
        : { name, auc: null, brier: null, ece: null, unavailable: judged.unavailable },
    ),
    calibration: [...(calibration ?? [])],
    drift: drift?.difference ?? null,
    flags: [...flags],
    fallback: closedForm?.fallback ?? null,
  };
}
