import { Resolver } from 'node:dns/promises';
import { AddressResolver } from '../application/ports/outside-world.js';

const timeoutMs = 900;
const tries = 2;
/** Whatever the number of name servers; within the time in which the gateway wants an answer to a creation. */
const answerMsMax = 2_000;

/**
 * Asks the name servers itself: the system's resolver would hold one of the process's few worker threads for as long as a
 * partner's name server keeps silent. Names of /etc/hosts are not found, which is right: they are not public.
 */
export class DnsAddressResolver extends AddressResolver {
  private readonly resolver = new Resolver({ timeout: timeoutMs, tries });
  /** Look-ups under way: many events for one host at once ask once. An answer is never kept. */
  private readonly asking = new Map<string, Promise<string[]>>();

  override resolve(host: string): Promise<string[]> {
    if (host === 'localhost' || host.endsWith('.localhost')) return Promise.resolve(['127.0.0.1']); // RFC 6761
    let asked = this.asking.get(host);
    if (!asked) {
      asked = this.ask(host).finally(() => this.asking.delete(host));
      this.asking.set(host, asked);
    }
    return asked;
  }

  private async ask(host: string): Promise<string[]> {
    let giveUp: NodeJS.Timeout | undefined;
    const late = new Promise<never[]>((resolve) => {
      giveUp = setTimeout(resolve, answerMsMax, []);
    });
    const asked = [this.resolver.resolve4(host), this.resolver.resolve6(host)];
    const answers = await Promise.race([Promise.allSettled(asked), late]);
    clearTimeout(giveUp);
    return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  }
}
