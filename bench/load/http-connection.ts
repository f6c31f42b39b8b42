import { connect, type Socket } from 'node:net';

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

interface Pending {
  readonly resolve: (answer: HttpAnswer) => void;
  readonly reject: (error: Error) => void;
}

const answerTimeoutMs = 30_000;
const headEnd = '\r\n\r\n';
const lengthHeader = /\r\ncontent-length: *(\d+)/i;

/**
 * One keep-alive connection, one request at a time, bodies with a length. The load runs on the cores it measures, so it does no
 * more than this: a general client took a quarter of one core at 4,000 requests a second.
 */
export class HttpConnection {
  private socket?: Socket;
  private pending?: Pending;
  private chunks: Buffer[] = [];
  private received = 0;
  /** Bytes of the answer under way, once its head is there. */
  private expected = Infinity;

  constructor(private readonly address: { readonly host: string; readonly port: number }) {}

  /** @param request head and body as they go over the wire */
  async send(request: string): Promise<HttpAnswer> {
    const socket = (this.socket ??= await this.open());
    return new Promise((resolve, reject) => {
      this.pending = { resolve, reject };
      socket.write(request);
    });
  }

  close(): void {
    this.socket?.destroy();
  }

  private async open(): Promise<Socket> {
    const socket = connect(this.address);
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    socket.setNoDelay(true);
    socket.setTimeout(answerTimeoutMs, () => socket.destroy(new Error('No answer in time.')));
    socket.on('data', (chunk) => {
      this.take(chunk);
    });
    socket.on('error', (error) => {
      this.fail(error);
    });
    socket.on('close', () => {
      this.fail(new Error('The connection was closed.'));
    });
    return socket;
  }

  private take(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.received += chunk.length;
    if (this.received < this.expected) {
      if (this.expected !== Infinity) return;
      const head = this.joined().toString('latin1');
      const headChars = head.indexOf(headEnd);
      if (headChars < 0) return;
      const length = lengthHeader.exec(head)?.[1];
      if (length === undefined) {
        this.socket?.destroy(new Error('An answer has no length.'));
        return;
      }
      this.expected = headChars + headEnd.length + Number(length);
      if (this.received < this.expected) return;
    }
    this.finish();
  }

  private finish(): void {
    const text = this.joined().toString('utf8');
    this.chunks = [];
    this.received = 0;
    this.expected = Infinity;
    const { pending } = this;
    this.pending = undefined;
    pending?.resolve({ status: Number(text.slice(9, 12)), body: text.slice(text.indexOf(headEnd) + headEnd.length) });
  }

  private joined(): Buffer {
    if (this.chunks.length > 1) this.chunks = [Buffer.concat(this.chunks)];
    return this.chunks[0] ?? Buffer.alloc(0);
  }

  private fail(error: Error): void {
    this.socket = undefined;
    this.chunks = [];
    this.received = 0;
    this.expected = Infinity;
    const { pending } = this;
    this.pending = undefined;
    pending?.reject(error);
  }
}
