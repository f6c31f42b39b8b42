import { Controller } from '@nestjs/common';
import { eventSchemas, eventTypes } from '#contracts/events/schemas';
import { Endpoint } from '../edge/endpoint.decorator.js';

@Controller()
export class EventTypesController {
  @Endpoint({
    method: 'GET',
    path: '/v1/event-types',
    summary: 'Every type of event, with the JSON Schema of what is sent.',
    scopes: ['pos', 'app', 'partner', 'admin'],
    answers: { 200: 'The types with their schemas.' },
  })
  list(): { data: readonly { type: string; schema: unknown }[] } {
    return { data: eventTypes.map((type) => ({ type, schema: eventSchemas[type] })) };
  }
}
