// A process that stands for a service and does nothing: what passes through it is the price of the hops alone.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Pool as Connections } from 'pg';
import { Pool } from 'undici';

export type BareService =
  /** Reads as often, all at once, and answers. */
  | { readonly databaseUrl: string; readonly reads: number }
  /** Calls one after the other with what it was sent, and answers. */
  | { readonly calls: readonly string[] };

const connectionsMax = 8;
const answer = JSON.stringify({ done: true });
const read = { name: 'bare', text: 'SELECT $1::integer AS one', values: [1] };

function workOf(service: BareService): (request: IncomingMessage) => Promise<unknown> {
  if ('calls' in service) {
    const pools = service.calls.map((url) => new Pool(url, { connections: connectionsMax }));
    return async (request) => {
      const sent = await text(request);
      const headers = { 'content-type': 'application/json' };
      for (const pool of pools) {
        const { body } = await pool.request({ method: 'POST', path: '/', body: sent, headers });
        await body.text();
      }
    };
  }
  const connections = new Connections({ connectionString: service.databaseUrl, max: connectionsMax });
  const reads = Array.from({ length: service.reads });
  return async (request) => {
    JSON.parse(await text(request));
    await Promise.all(reads.map(() => connections.query(read)));
  };
}

process.once('message', (service: BareService) => {
  const work = workOf(service);
  const server = createServer((request, response) => {
    work(request).then(
      () => response.end(answer),
      () => response.destroy(),
    );
  });
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
});
// Its parent is gone.
process.once('disconnect', () => process.exit(0));
