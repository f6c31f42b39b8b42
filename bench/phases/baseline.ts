import type { BaselineResult } from '../baseline/measure-baseline.js';
import { copyTables, dropTables } from '../baseline/copied-tables.js';
import { readSampleRows, type SampleRows } from '../baseline/sample-rows.js';
import { postOne, type Bed } from '../bed.js';
import { runBaseline } from '../run-worker.js';
import { waitUntilQuiet } from '../quiet.js';

/** Where plain transactions are fastest. */
export const baselineConnections = 16;
const warmUpSeconds = 3;

/** What one purchase of the load writes. */
export async function takeSample({ platform, api, members }: Bed): Promise<SampleRows> {
  await postOne(api, 'BENCH-SAMPLE', members[0]?.card ?? '');
  await waitUntilQuiet(platform);
  return readSampleRows(platform.credentials.databaseUrl, 'BENCH-SAMPLE');
}

/** Purchases written straight into the same server, one transaction each, while the platform is idle. */
export async function measureBaseline(
  bed: Bed,
  sample: SampleRows,
  { seconds, connections }: { readonly seconds: number; readonly connections: number },
): Promise<BaselineResult> {
  const { platform, members, signal } = bed;
  const { databaseUrl } = platform.credentials;
  await waitUntilQuiet(platform);
  const inProgram = members.map(({ memberId }) => ({ memberId, programId: sample.programId }));
  await copyTables(databaseUrl, inProgram);
  try {
    const job = { databaseUrl, connections, warmUpSeconds, seconds, members: inProgram, sample };
    return await runBaseline(job, signal);
  } finally {
    await dropTables(databaseUrl);
  }
}
