import {
  collectDefaultMetrics,
  Counter,
  type CounterConfiguration,
  Histogram,
  type HistogramConfiguration,
  Registry,
  type Metric,
} from 'prom-client';

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

/** A counter of a context, in the process's registry; its name starts with keepsake_<service>_. */
export function counter<Label extends string>(configuration: CounterConfiguration<Label>): Counter<Label> {
  return new Counter({ ...configuration, registers: [metrics] });
}

/** A histogram of a context, in the process's registry; its name starts with keepsake_<service>_. */
export function histogram<Label extends string>(configuration: HistogramConfiguration<Label>): Histogram<Label> {
  return new Histogram({ ...configuration, registers: [metrics] });
}

/** Registers a metric in place of an older one: tests raise several services in one process, and the last one is looked at. */
export function registerAnew<Created extends Metric>(name: string, metric: Created): Created {
  metrics.removeSingleMetric(name);
  metrics.registerMetric(metric);
  return metric;
}
