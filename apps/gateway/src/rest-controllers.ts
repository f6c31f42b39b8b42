import { BenefitDefinitionsController } from './benefits/benefit-definitions.controller.js';
import { MemberBenefitsController } from './benefits/member-benefits.controller.js';
import { MetricsController } from './churn/metrics.controller.js';
import { ModelsController } from './churn/models.controller.js';
import { WatchController } from './churn/watch.controller.js';
import { endpointsOf, type EndpointDefinition } from './edge/endpoint.decorator.js';
import { MemberTokensController } from './members/member-tokens.controller.js';
import { MembersController } from './members/members.controller.js';
import { ProgramsController } from './members/programs.controller.js';
import { notEnabledEndpoints } from './not-enabled.js';
import { ApiClientsController } from './partners/api-clients.controller.js';
import { EventTypesController } from './partners/event-types.controller.js';
import { WebhookEndpointsController } from './partners/webhook-endpoints.controller.js';
import { CampaignsController } from './points/campaigns.controller.js';
import { CheckoutsController } from './points/checkouts.controller.js';
import { MemberPointsController } from './points/member-points.controller.js';
import { PointsReportsController } from './points/points-reports.controller.js';
import { PointsSettingsController } from './points/points-settings.controller.js';
import { PurchasesController } from './points/purchases.controller.js';
import { ReturnsController } from './points/returns.controller.js';
import { SpendingController } from './points/spending.controller.js';

/** Every controller with REST routes: what is registered is what the OpenAPI document shows. */
export const restControllers = [
  MembersController,
  MemberPointsController,
  MemberBenefitsController,
  PurchasesController,
  ReturnsController,
  SpendingController,
  CheckoutsController,
  PointsSettingsController,
  PointsReportsController,
  MemberTokensController,
  WebhookEndpointsController,
  EventTypesController,
  ProgramsController,
  ApiClientsController,
  BenefitDefinitionsController,
  CampaignsController,
  MetricsController,
  ModelsController,
  WatchController,
] as const;

/** The definitions of every route, for the document. */
export function restDefinitions(): readonly EndpointDefinition[] {
  const enabled = restControllers.flatMap((controller) => endpointsOf(controller));
  return [...enabled.map(({ definition }) => definition), ...notEnabledEndpoints];
}
