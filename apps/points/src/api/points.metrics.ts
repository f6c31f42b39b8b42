import { counter, histogram } from '#platform/telemetry/metrics';

export const groupSize = histogram({
  name: 'keepsake_points_group_commit_size',
  help: 'Purchases, returns or spending commands written in one transaction.',
  labelNames: ['of'] as const,
  buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500],
});

export const groupDuration = histogram({
  name: 'keepsake_points_group_commit_duration_seconds',
  help: 'Time from the start of a group to its commit.',
  labelNames: ['of'] as const,
  buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1],
});

export const postings = counter({
  name: 'keepsake_points_postings_total',
  help: 'Posted purchases by what became of them: recorded, duplicate, or the code of the refusal.',
  labelNames: ['outcome'] as const,
});

export const spendings = counter({
  name: 'keepsake_points_spendings_total',
  help: 'Spending commands by kind and what became of them: recorded, replayed, or the code of the refusal.',
  labelNames: ['kind', 'outcome'] as const,
});

export const returns = counter({
  name: 'keepsake_points_returns_total',
  help: 'Posted returns by what became of them: recorded, parked, duplicate, or the code of the refusal.',
  labelNames: ['outcome'] as const,
});
