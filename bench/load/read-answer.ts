import type { HttpAnswer } from './http-connection.js';
import type { LoadJob } from './load-job.js';

interface Outcome {
  readonly purchases: number;
  readonly points: number;
  readonly failures: readonly string[];
}

const nothing: Outcome = { purchases: 0, points: 0, failures: [] };
const earned = /"earned":(\d+)/;

/** What an answer acknowledges; a failure where it is not the one that the job is after. */
export function readAnswer(kind: LoadJob['kind'], answer: HttpAnswer): Outcome {
  switch (kind) {
    case 'single':
      return readPurchase(answer);
    case 'batch':
      return readBatch(answer);
    case 'redemption':
      return answer.status === 201 ? nothing : failed(answer);
    case 'evaluate':
      return answer.status === 200 ? nothing : failed(answer);
    case 'query':
      return answer.status === 200 && !answer.body.includes('"errors":') ? nothing : failed(answer);
  }
}

/** Parsing every answer whole would take more of the core than sending: the first `earned` is the receipt's. */
function readPurchase(answer: HttpAnswer): Outcome {
  const points = answer.status === 201 ? earned.exec(answer.body)?.[1] : undefined;
  return points === undefined ? failed(answer) : { purchases: 1, points: Number(points), failures: [] };
}

function readBatch(answer: HttpAnswer): Outcome {
  if (answer.status !== 200) return failed(answer);
  const { results } = JSON.parse(answer.body) as {
    results: readonly { status: number; code?: string; points?: { earned: number } }[];
  };
  const recorded = results.filter(({ status }) => status === 201);
  return {
    purchases: recorded.length,
    points: recorded.reduce((sum, { points }) => sum + (points?.earned ?? 0), 0),
    failures: results.flatMap(({ status, code }) => (status === 201 ? [] : [`${status} ${code ?? ''}`.trim()])),
  };
}

function failed({ status, body }: HttpAnswer): Outcome {
  const code = /"code":"(\w+)"/.exec(body)?.[1];
  return { purchases: 0, points: 0, failures: [code === undefined ? `${status}` : `${status} ${code}`] };
}
