import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DomainError } from '#kernel/errors';
import type { Caller, InternalCallDefinition } from '#contracts/internal/call';
import { identityHeader, verifyIdentity } from '#platform/http/identity';
import { problemOf } from '#platform/http/problem';

interface SeenCall {
  readonly path: string;
  readonly caller: Caller;
  readonly body: unknown;
}

type Answer = (body: never, caller: Caller) => unknown;

/** All five services in one small server that speaks the internal contract; tests say what each call answers. */
export class FakeServices {
  readonly calls: SeenCall[] = [];
  private readonly answers = new Map<string, Answer>();

  private constructor(
    private readonly server: Server,
    private readonly key: string,
  ) {}

  static async start(key: string): Promise<FakeServices> {
    const server = createServer();
    const services = new FakeServices(server, key);
    server.on('request', (request, response) => {
      void services.answer(request).then(({ status, body }) => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(body));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return services;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** @param answer may throw a DomainError, which is sent as the service would send it */
  on<Request, Response>(
    call: InternalCallDefinition<Request, Response>,
    answer: (body: Request, caller: Caller) => Response | Promise<Response>,
  ): void {
    this.answers.set(call.path, answer);
  }

  /** From now on the call fails as if its service were broken. */
  break<Request, Response>(call: InternalCallDefinition<Request, Response>): void {
    this.answers.delete(call.path);
  }

  callsOf<Request>(call: InternalCallDefinition<Request, unknown>): readonly { caller: Caller; body: Request }[] {
    return this.calls.filter(({ path }) => path === call.path) as never;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage): Promise<{ status: number; body: unknown }> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (request.url === '/health/ready') return { status: 200, body: { status: 'ok' } };
    const caller = verifyIdentity(request.headers[identityHeader], this.key, Date.now());
    const path = (request.url ?? '').replace('/internal/', '');
    const answer = this.answers.get(path);
    if (!caller || !answer) return { status: 500, body: problemOf(new Error('no answer is set')) };
    const body = JSON.parse(Buffer.concat(chunks).toString()) as never;
    this.calls.push({ path, caller, body });
    try {
      return { status: 200, body: await answer(body, caller) };
    } catch (error) {
      const problem = problemOf(error);
      if (!(error instanceof DomainError)) throw error;
      return { status: problem.status, body: problem };
    }
  }
}
