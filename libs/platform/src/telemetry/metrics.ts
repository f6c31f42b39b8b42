import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

/** One registry a process, served at /metrics in Prometheus' text format. */
export const metrics = new Registry();

export const httpDuration = new Histogram({
  name: 'keepsake_http_request_duration_seconds',
  help: 'Time from a request to its answer, by method, route pattern and status.',
  labelNames: ['method', 'route', 'status'] as const,
  buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  registers: [metrics],
});

export function startProcessMetrics(service: string): void {
  metrics.setDefaultLabels({ service });
  collectDefaultMetrics({ register: metrics, prefix: 'keepsake_' });
}
