import { copyTables, dropTables } from '../baseline/copied-tables.js';
import { readSampleRows, type SampleRows } from '../baseline/sample-rows.js';
import { postOne, type Bed } from '../bed.js';
import { runBaseline } from '../run-worker.js';
import { waitUntilQuiet } from '../quiet.js';

const connections = 16;
const warmUpSeconds = 3;

/** What one purchase of the load writes. */
export async function takeSample({ platform, api, members }: Bed): Promise<SampleRows> {
  await postOne(api, 'BENCH-SAMPLE', members[0]?.card ?? '');
  await waitUntilQuiet(platform);
  return readSampleRows(platform.credentials.databaseUrl, 'BENCH-SAMPLE');
}

/** Purchases a second written straight into the same server, one transaction each, while the platform is idle. */
export async function measureBaseline(bed: Bed, sample: SampleRows, seconds: number): Promise<number> {
  const { platform, members, signal } = bed;
  const { databaseUrl } = platform.credentials;
  await waitUntilQuiet(platform);
  const inProgram = members.map(({ memberId }) => ({ memberId, programId: sample.programId }));
  await copyTables(databaseUrl, inProgram);
  try {
    const job = { databaseUrl, connections, warmUpSeconds, seconds, members: inProgram, sample };
    return (await runBaseline(job, signal)).perSecond;
  } finally {
    await dropTables(databaseUrl);
  }
}
