import { writeFile } from 'node:fs/promises';
import { PublicApi } from '../public-api/public-api.js';
import type { ReplayArguments } from './arguments.js';
import { findAccess } from './credentials.js';
import { postReceipts } from './post-receipts.js';
import { Progress } from './progress.js';
import { readReceipts } from './read-receipts.js';
import type { ReceiptFile } from './receipt.js';
import { describe, summarize } from './summary.js';
import { verifyLedger } from './verify-ledger.js';

const CONNECTIONS = 32;
const PROBLEMS_LISTED_MAX = 20;

export interface Surroundings {
  readonly environment: NodeJS.ProcessEnv;
  readonly output: NodeJS.WriteStream;
  readonly messages: NodeJS.WriteStream;
  readonly isStopping: () => boolean;
}

export const exitCodes = { verified: 0, different: 1, nothingDone: 2, stopped: 130 } as const;
type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Reads the file, posts its receipts, checks the ledger and tells what came of it. */
export async function replayFile(options: ReplayArguments, surroundings: Surroundings): Promise<ExitCode> {
  const { output, messages, isStopping } = surroundings;
  const startedAtMs = performance.now();
  const secondsSince = (fromMs: number) => (performance.now() - fromMs) / 1_000;
  const access = await findAccess(options, surroundings.environment);
  messages.write(`Reading ${options.file}\n`);
  const file = await readReceipts(options.file, options);
  reportProblems(file, options, messages);
  if (file.problems.length > 0 && !options.skipBad) return exitCodes.nothingDone;

  const api = new PublicApi({ ...access, connections: CONNECTIONS });
  try {
    const postingStartedAtMs = performance.now();
    const posting = new Progress('Posting receipts', file.receipts.length, messages);
    const tally = await postReceipts(api, file.receipts, {
      batchReceiptsMax: options.batchReceiptsMax,
      onProgress: (done) => posting.update(done),
      isStopping,
    }).finally(() => posting.stop());
    const postingSeconds = secondsSince(postingStartedAtMs);
    if (tally.answered < file.receipts.length) {
      messages.write(
        `Stopped after ${tally.answered} of ${file.receipts.length} receipts. Run it again to go on: nothing doubles.\n`,
      );
      return exitCodes.stopped;
    }

    const reading = new Progress('Checking the ledger', tally.members.size, messages);
    const differences = await verifyLedger(api, tally.members, (done) => reading.update(done)).finally(() =>
      reading.stop(),
    );
    const summary = summarize({ file, tally, differences, postingSeconds, seconds: secondsSince(startedAtMs) });
    if (options.jsonPath !== undefined) await writeFile(options.jsonPath, `${JSON.stringify(summary, undefined, 2)}\n`);
    output.write(describe(summary));
    return summary.verified ? exitCodes.verified : exitCodes.different;
  } finally {
    await api.close();
  }
}

function reportProblems(
  { problems, skippedReceipts }: ReceiptFile,
  { skipBad }: ReplayArguments,
  messages: NodeJS.WriteStream,
): void {
  if (problems.length === 0) return;
  for (const { line, column, message } of problems.slice(0, PROBLEMS_LISTED_MAX)) {
    messages.write(`Line ${line}: ${column === undefined ? '' : `${column} `}${message}.\n`);
  }
  if (problems.length > PROBLEMS_LISTED_MAX)
    messages.write(`… and ${problems.length - PROBLEMS_LISTED_MAX} more lines.\n`);
  messages.write(
    skipBad
      ? `Leaving out ${skippedReceipts} receipts with unreadable lines.\n`
      : 'Nothing was posted. Mend the lines, or leave their receipts out with --skip-bad.\n',
  );
}
