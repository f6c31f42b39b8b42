import { Body, Controller } from '@nestjs/common';
import type { RequestOf, ResponseOf } from '#contracts/internal/call';
import {
  createWebhookEndpoint,
  deleteWebhookEndpoint,
  listWebhookEndpoints,
  readWebhookEndpoint,
  rotateWebhookSecret,
  testWebhookEndpoint,
  updateWebhookEndpoint,
} from '#contracts/internal/partners';
import { Idempotency } from '#platform/database/idempotency';
import { Cursors } from '#platform/http/cursor';
import { currentCaller } from '#platform/http/identity';
import { InternalCall } from '#platform/http/internal-call.decorator';
import { CreateWebhookEndpoint } from '../application/create-webhook-endpoint.js';
import { DeleteWebhookEndpoint } from '../application/delete-webhook-endpoint.js';
import { FindEndpoint } from '../application/find-endpoint.js';
import { ListWebhookEndpoints } from '../application/list-webhook-endpoints.js';
import { RevealFirstSecret } from '../application/reveal-first-secret.js';
import { RotateWebhookSecret } from '../application/rotate-webhook-secret.js';
import { TestWebhookEndpoint } from '../application/test-webhook-endpoint.js';
import { UpdateWebhookEndpoint } from '../application/update-webhook-endpoint.js';
import { WebhookTargets } from '../application/webhook-targets.js';
import { viewOf } from './webhook-endpoint.view.js';

@Controller()
export class WebhookEndpointsController {
  constructor(
    private readonly createEndpoint: CreateWebhookEndpoint,
    private readonly revealSecret: RevealFirstSecret,
    private readonly findEndpoint: FindEndpoint,
    private readonly listEndpoints: ListWebhookEndpoints,
    private readonly updateEndpoint: UpdateWebhookEndpoint,
    private readonly deleteEndpoint: DeleteWebhookEndpoint,
    private readonly rotateSecret: RotateWebhookSecret,
    private readonly testEndpoint: TestWebhookEndpoint,
    private readonly targets: WebhookTargets,
    private readonly idempotency: Idempotency,
    private readonly cursors: Cursors,
  ) {}

  @InternalCall(createWebhookEndpoint)
  async create(
    @Body() { idempotency, url, ...request }: RequestOf<typeof createWebhookEndpoint>,
  ): Promise<ResponseOf<typeof createWebhookEndpoint>> {
    const caller = currentCaller();
    const target = await this.targets.judge(url);
    const answer = await this.idempotency.run(caller, idempotency, 201, async () =>
      viewOf(await this.createEndpoint.execute(caller, { ...request, target })),
    );
    // Outside the stored answer, which holds no secret in clear.
    const secret = await this.revealSecret.execute(caller, answer.body.id);
    return { ...answer, body: { ...answer.body, secret } };
  }

  @InternalCall(listWebhookEndpoints)
  async list(
    @Body() { first, after }: RequestOf<typeof listWebhookEndpoints>,
  ): Promise<ResponseOf<typeof listWebhookEndpoints>> {
    const caller = currentCaller();
    const list = `partners.webhook-endpoints/${caller.programId}/${caller.actor.id}`;
    const [afterId] = this.cursors.decode<[string]>(list, after) ?? [];
    const endpoints = await this.listEndpoints.execute(caller, { limit: first + 1, afterId });
    return this.cursors.page(
      list,
      first,
      endpoints.map((endpoint) => ({ position: [endpoint.endpointId], node: viewOf(endpoint) })),
    );
  }

  @InternalCall(readWebhookEndpoint)
  async read(@Body() { id }: RequestOf<typeof readWebhookEndpoint>): Promise<ResponseOf<typeof readWebhookEndpoint>> {
    return viewOf(await this.findEndpoint.execute(currentCaller(), id));
  }

  @InternalCall(updateWebhookEndpoint)
  async update(
    @Body() request: RequestOf<typeof updateWebhookEndpoint>,
  ): Promise<ResponseOf<typeof updateWebhookEndpoint>> {
    return viewOf(await this.updateEndpoint.execute(currentCaller(), request));
  }

  @InternalCall(deleteWebhookEndpoint)
  async delete(
    @Body() { id }: RequestOf<typeof deleteWebhookEndpoint>,
  ): Promise<ResponseOf<typeof deleteWebhookEndpoint>> {
    await this.deleteEndpoint.execute(currentCaller(), id);
    return {};
  }

  @InternalCall(rotateWebhookSecret)
  async rotate(@Body() { id }: RequestOf<typeof rotateWebhookSecret>): Promise<ResponseOf<typeof rotateWebhookSecret>> {
    const { endpoint, secret } = await this.rotateSecret.execute(currentCaller(), id);
    return { ...viewOf(endpoint), secret };
  }

  @InternalCall(testWebhookEndpoint)
  async test(@Body() { id }: RequestOf<typeof testWebhookEndpoint>): Promise<ResponseOf<typeof testWebhookEndpoint>> {
    return { deliveryId: await this.testEndpoint.execute(currentCaller(), id) };
  }
}
