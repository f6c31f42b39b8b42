import { Module } from '@nestjs/common';
import { ApiClientsController } from './api-clients.controller.js';
import { EventTypesController } from './event-types.controller.js';
import { WebhookEndpointsController } from './webhook-endpoints.controller.js';

@Module({ controllers: [ApiClientsController, EventTypesController, WebhookEndpointsController] })
export class PartnersModule {}
