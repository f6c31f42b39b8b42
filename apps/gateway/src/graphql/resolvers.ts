import { ActionsResolver } from './actions/actions.resolver.js';
import { MemberBenefitsResolver } from './benefits/member-benefits.resolver.js';
import { ChurnModelResolver } from './churn/churn-model.resolver.js';
import { MemberChurnResolver } from './churn/member-churn.resolver.js';
import { MetricResolver } from './churn/metric.resolver.js';
import { ScoreHistoryResolver } from './churn/score-history.resolver.js';
import { MemberResolver } from './members/member.resolver.js';
import { MembersResolver } from './members/members.resolver.js';
import { NodesResolver } from './nodes/nodes.resolver.js';
import { MemberPointsResolver } from './points/member-points.resolver.js';
import { LedgerEntryResolver, PointsAccountResolver } from './points/points-account.resolver.js';
import { PurchaseResolver } from './points/purchase.resolver.js';

/** Every resolver: what the schema is made of. */
export const resolvers = [
  MembersResolver,
  NodesResolver,
  MemberResolver,
  MemberPointsResolver,
  PointsAccountResolver,
  LedgerEntryResolver,
  PurchaseResolver,
  MemberBenefitsResolver,
  MemberChurnResolver,
  ScoreHistoryResolver,
  ChurnModelResolver,
  MetricResolver,
  ActionsResolver,
];
