import { type DynamicModule, Module } from '@nestjs/common';
import { PlatformModule } from '#platform/service/platform.module';
import { ApiClientsController } from './api/api-clients.controller.js';
import { DeliveriesController } from './api/deliveries.controller.js';
import { WebhookEndpointsController } from './api/webhook-endpoints.controller.js';
import { partnersDatabase } from './database/partners.database.js';
import { PurgeJob } from './messaging/purge.job.js';
import { WebhookDeliveriesJob } from './messaging/webhook-deliveries.job.js';
import { WebhookFanOutConsumer } from './messaging/webhook-fan-out.consumer.js';
import type { PartnersEnv } from './partners.env.js';
import { partnersProviders } from './partners.providers.js';

@Module({})
export class PartnersModule {
  static forRoot(env: PartnersEnv): DynamicModule {
    return {
      module: PartnersModule,
      imports: [PlatformModule.forService({ database: partnersDatabase, env })],
      controllers: [ApiClientsController, DeliveriesController, WebhookEndpointsController],
      providers: [...partnersProviders(env), PurgeJob, WebhookDeliveriesJob, WebhookFanOutConsumer],
    };
  }
}
