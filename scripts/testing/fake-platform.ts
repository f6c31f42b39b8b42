import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PurchaseDto } from '#contracts/public/purchase.dto';

export interface FakeAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

export interface FakeRequest {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

interface Wallet {
  readonly memberId: string;
  earned: number;
  readonly entries: { kind: string; delta: number; purchaseId: string }[];
}

/**
 * As much of the public API as the programs under test call, in memory: enrollment, batches that know a receipt again, balances and
 * entries, at 1 point per whole major unit. Tests look at what arrived and put faults in front of it.
 */
export class FakePlatform {
  readonly requests: FakeRequest[] = [];
  readonly purchases = new Map<string, { body: PurchaseDto; answer: Record<string, unknown> }>();
  readonly wallets = new Map<string, Wallet>();
  /** Asked first: an answer given here replaces the platform's own. */
  intercept: (request: FakeRequest) => FakeAnswer | undefined = () => undefined;
  /** Asked for each receipt of a batch: a refusal given here replaces recording it. */
  refuse: (purchase: PurchaseDto) => Record<string, unknown> | undefined = () => undefined;
  private readonly idByReference = new Map<string, string>();

  private constructor(private readonly server: Server) {}

  static async start(): Promise<FakePlatform> {
    const server = createServer();
    const platform = new FakePlatform(server);
    server.on('request', (request, response) => {
      void readBody(request).then((body) => {
        const seen = { method: request.method ?? '', path: decodeURIComponent(request.url ?? ''), body };
        platform.requests.push(seen);
        const answer = platform.intercept(seen) ?? platform.answer(seen);
        response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
        response.end(JSON.stringify(answer.body ?? {}));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return platform;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** The transaction ids in the order in which they were recorded. */
  get recorded(): string[] {
    return [...this.purchases.keys()];
  }

  private answer({ method, path, body }: FakeRequest): FakeAnswer {
    if (method === 'PUT' && path.startsWith('/v1/stores/')) return { status: 200 };
    if (path === '/v1/members') return this.enroll(body as Record<string, string>);
    if (path === '/v1/purchases/batch') return this.record((body as { purchases: PurchaseDto[] }).purchases);
    const points = /^\/v1\/members\/(.+?)\/points(\/entries)?(\?.*)?$/.exec(path);
    const wallet = this.wallets.get(points?.[1] ?? '');
    if (!wallet) return problem(404, 'not_found');
    if (points?.[2])
      return { status: 200, body: { data: wallet.entries, pageInfo: { hasNextPage: false, endCursor: null } } };
    return {
      status: 200,
      body: { available: wallet.earned, pending: 0, held: 0, debt: 0, lifetimeEarned: wallet.earned },
    };
  }

  private enroll(body: Record<string, string>): FakeAnswer {
    const references = [`external:${body['externalId']}`, `card:${body['card']}`].filter(
      (text) => !text.endsWith('undefined'),
    );
    const known = references.map((reference) => this.idByReference.get(reference)).find((id) => id !== undefined);
    const id = known ?? `member-${this.wallets.size + 1}`;
    for (const reference of references) this.idByReference.set(reference, id);
    if (known === undefined) this.wallets.set(id, { memberId: id, earned: 0, entries: [] });
    return { status: known === undefined ? 201 : 200, body: { id, existing: known !== undefined } };
  }

  private record(purchases: readonly PurchaseDto[]): FakeAnswer {
    const results = purchases.map((purchase, index) => ({
      index,
      transactionId: purchase.transactionId,
      ...this.recordOne(purchase),
    }));
    return { status: 200, body: { results } };
  }

  private recordOne(purchase: PurchaseDto): Record<string, unknown> {
    const known = this.purchases.get(purchase.transactionId);
    if (known) return { ...known.answer, status: 200, duplicate: true };
    const refusal = this.refuse(purchase);
    if (refusal) return refusal;
    const wallet =
      purchase.member === undefined
        ? undefined
        : this.wallets.get(this.idByReference.get(purchase.member) ?? purchase.member);
    if (purchase.member !== undefined && !wallet)
      return { status: 422, code: 'member_not_found', detail: 'No such member.', retryable: false };
    const purchaseId = `purchase-${this.purchases.size + 1}`;
    const earned = Math.floor(purchase.totalMinor / 100);
    if (wallet) {
      wallet.earned += earned;
      wallet.entries.push({ kind: 'earn', delta: earned, purchaseId });
    }
    const answer = {
      status: 201,
      duplicate: false,
      purchaseId,
      ...(wallet && { memberId: wallet.memberId }),
      points: { earned },
    };
    this.purchases.set(purchase.transactionId, { body: purchase, answer });
    return answer;
  }
}

export function problem(status: number, code: string, headers?: Record<string, string>): FakeAnswer {
  return { status, body: { code, detail: `Refused as ${code}.` }, headers };
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return chunks.length === 0 ? undefined : JSON.parse(Buffer.concat(chunks).toString());
}
