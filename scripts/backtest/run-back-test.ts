import type { BackTestPage } from '#contracts/internal/campaigns';
import { ApiRefusedError, problemOf, type PublicApi } from '../public-api/public-api.js';
import { Progress } from '../replay/progress.js';
import { type BackTestArguments, UsageError } from './arguments.js';
import { type BackTestTotals, totalsOf } from './back-test-totals.js';

/** One page after the other, so that the platform is never busy with more than one. @throws ApiRefusedError, UsageError */
export async function runBackTest(
  api: PublicApi,
  { draft, from, to, program }: BackTestArguments,
  messages: NodeJS.WriteStream,
): Promise<BackTestTotals> {
  const period = { from: from.toISOString(), to: to.toISOString() };
  if (program !== undefined) await requireProgram(api, program);
  const first = await readPage(api, draft, period);
  const progress = messages.isTTY ? new Progress('Replaying purchases', first.total ?? 0, messages) : undefined;
  const pages = [first];
  try {
    let done = 0;
    for (const page of pages) {
      progress?.update((done += page.purchases));
      if (page.next === null) continue;
      pages.push(await readPage(api, draft, { ...period, after: page.next, contentHash: page.contentHash }));
    }
  } finally {
    progress?.stop();
  }
  return totalsOf(pages);
}

async function requireProgram(api: PublicApi, code: string): Promise<void> {
  const answer = await api.get('/v1/program');
  if (answer.status !== 200) throw new ApiRefusedError('The API refused the key', answer.status, problemOf(answer));
  const own = (answer.body as { code: string }).code;
  if (own !== code) throw new UsageError(`The key is one of programme ${own}, not of ${code}.`);
}

async function readPage(api: PublicApi, draft: string, body: object): Promise<BackTestPage> {
  const answer = await api.upload(`/v1/campaigns/${encodeURIComponent(draft)}/draft/backtest`, JSON.stringify(body));
  if (answer.status === 200) return answer.body as BackTestPage;
  throw new ApiRefusedError('The API refused the back-test', answer.status, problemOf(answer));
}
