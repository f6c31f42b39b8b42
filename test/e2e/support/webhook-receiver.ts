import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedWebhook {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A partner's endpoint on this machine. */
export class WebhookReceiver {
  readonly received: ReceivedWebhook[] = [];
  private readonly server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      this.received.push({ headers: request.headers, body });
      response.writeHead(204).end();
    });
  });

  /** @returns its address */
  async listen(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}/webhooks`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  /** Messages of one type about one member, as parsed. */
  about(memberId: string, type: string): ReceivedWebhook[] {
    return this.received.filter(({ body }) => {
      const message = JSON.parse(body) as { type: string; memberId?: string };
      return message.type === type && message.memberId === memberId;
    });
  }
}
