import { parseArgs } from 'node:util';
import { isUuid } from '#kernel/ids';
import { subscribersOf, subscriptions } from '#contracts/events/subscriptions';
import { serviceNames, type ServiceName } from '#contracts/internal/call';

/** The command was not understood; the message says what is wrong. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const connection = `
The platform's database is found by DATABASE_URL (a role that may read and write every schema), else in
.keepsake/credentials.json (KEEPSAKE_DATA_DIR). The queues are found by REDIS_URL or QUEUE_DATABASE_URL, else in that database.`;

export const usages = {
  redrive: `npm run events:redrive -- --consumer <service> [--event <id>] [--skip]

Tries the events again that a consumer's handler could not take: its dead letters. What waits behind them follows.
  --consumer <service>  whose dead letters
  --event <id>          only this one
  --skip                give them up instead, and let what waits behind them follow
${connection}
`,
  replay: `npm run events:replay -- --since <instant> [--source <service>] [--consumer <service>]

Sends events again, for a queue that was lost. Consumers know what they have applied.
  --since <instant>     recorded since then: 2026-11-21T00:00:00Z
  --source <service>    only what this service published; default: all services
  --consumer <service>  only to this one; default: all that hear the source
${connection}
`,
  backfill: `npm run events:backfill -- --consumer <service> [--source <service>]

Sends everything that was ever published to one consumer, which is new or has lost its data. Same ids, same order.
  --consumer <service>  to whom
  --source <service>    only what this service published; default: all it hears
${connection}
`,
} as const;

export interface RedriveOptions {
  readonly consumer: ServiceName;
  readonly eventId?: string;
  readonly skip: boolean;
}

/** A producer and those who are sent its events again. */
export interface Route {
  readonly source: ServiceName;
  readonly consumers: readonly ServiceName[];
}

export interface ResendOptions {
  readonly since: Date;
  readonly routes: readonly Route[];
}

/** @returns undefined when help is asked for */
export function parseRedrive(args: readonly string[]): RedriveOptions | undefined {
  const values = parse(args, ['consumer', 'event'], ['skip']);
  if (!values) return undefined;
  const eventId = values.text['event'];
  if (eventId !== undefined && !isUuid(eventId)) throw new UsageError('--event must be the id of an event, a UUID.');
  return {
    consumer: serviceOf('consumer', required('consumer', values.text)),
    eventId,
    skip: values.flags.has('skip'),
  };
}

export function parseReplay(args: readonly string[]): ResendOptions | undefined {
  const values = parse(args, ['since', 'source', 'consumer'], []);
  if (!values) return undefined;
  const since = new Date(required('since', values.text));
  if (Number.isNaN(since.getTime())) throw new UsageError('--since must be an instant such as 2026-11-21T00:00:00Z.');
  return { since, routes: routesOf(values.text['source'], values.text['consumer']) };
}

export function parseBackfill(args: readonly string[]): ResendOptions | undefined {
  const values = parse(args, ['consumer', 'source'], []);
  if (!values) return undefined;
  return { since: new Date(0), routes: routesOf(values.text['source'], required('consumer', values.text)) };
}

function routesOf(source: string | undefined, consumer: string | undefined): Route[] {
  const only = consumer === undefined ? undefined : serviceOf('consumer', consumer);
  const sources = source === undefined ? serviceNames : [serviceOf('source', source)];
  const routes = sources
    .map((each) => ({
      source: each,
      consumers: subscribersOf(each).filter((each) => only === undefined || each === only),
    }))
    .filter(({ consumers }) => consumers.length > 0);
  if (routes.length === 0 && only !== undefined) {
    throw new UsageError(
      `${only} does not hear ${String(source)}; it hears ${subscriptions[only].sources.join(', ')}.`,
    );
  }
  return routes;
}

interface Values {
  readonly text: Readonly<Record<string, string | undefined>>;
  readonly flags: ReadonlySet<string>;
}

function parse(args: readonly string[], texts: readonly string[], flags: readonly string[]): Values | undefined {
  const options = Object.fromEntries([
    ...texts.map((name) => [name, { type: 'string' as const }]),
    ...[...flags, 'help'].map((name) => [name, { type: 'boolean' as const }]),
  ]) as Record<string, { type: 'string' | 'boolean' }>;
  try {
    const { values } = parseArgs({ args: [...args], options });
    if (values['help']) return undefined;
    const text = Object.fromEntries(texts.map((name) => [name, values[name] as string | undefined]));
    return { text, flags: new Set(flags.filter((name) => values[name])) };
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function required(name: string, values: Values['text']): string {
  const value = values[name];
  if (!value) throw new UsageError(`--${name} is missing.`);
  return value;
}

function serviceOf(option: string, name: string): ServiceName {
  const service = serviceNames.find((each) => each === name);
  if (!service) throw new UsageError(`--${option} must be one of ${serviceNames.join(', ')}.`);
  return service;
}
