// `signalbox exec [--schedule NAME] [--token TOKEN] -- COMMAND …`. Pure.
import { randomBytes, randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { AppError } from '#lib/errors.ts';

export const usage = `signalbox exec --schedule NAME [--token TOKEN] -- COMMAND [ARGUMENT …]

Runs the command and checks in around it. The token is that of the schedule (SIGNALBOX_CHECK_IN_TOKEN),
the door is at SIGNALBOX_OTLP_URL (http://localhost:4318). The command's exit code is passed on.`;

export interface Execution {
  schedule: string | null;
  /** null = nobody is told. */
  token: string | null;
  baseUrl: string;
  command: string;
  arguments: string[];
  rid: string;
  correlationId: string;
  /** The span that stands for the execution: the parent of the command's own. */
  traceparent: string;
}

type Env = Readonly<Record<string, string | undefined>>;

/** Throws AppError('invalid_input') when it is not clear what to run. */
export function readArguments(args: readonly string[], env: Env): Execution {
  const end = args.indexOf('--');
  if (end < 0) throw new AppError('invalid_input', usage);
  const { values } = parse(args.slice(0, end));
  const [command, ...rest] = args.slice(end + 1);
  if (!command) throw new AppError('invalid_input', usage);
  const rid = randomUUID();
  return {
    schedule: values.schedule ?? null,
    token: values.token || env.SIGNALBOX_CHECK_IN_TOKEN || null,
    baseUrl: (env.SIGNALBOX_OTLP_URL || 'http://localhost:4318').replace(/\/+$/, ''),
    command,
    arguments: rest,
    rid,
    correlationId: env.SIGNALBOX_CORRELATION_ID || rid,
    traceparent: `00-${traceIn(env.TRACEPARENT) ?? randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: { schedule: { type: 'string' }, token: { type: 'string' } } });
  } catch (error) {
    throw new AppError('invalid_input', `${(error as Error).message}\n\n${usage}`);
  }
}

const traceIn = (traceparent: string | undefined): string | null =>
  /^[\da-f]{2}-([\da-f]{32})-[\da-f]{16}-[\da-f]{2}/.exec(traceparent ?? '')?.[1] ?? null;

/** What the command sees: who it is, and what carries the correlation on. It has no use for the token. */
export function childEnvironment(execution: Execution, env: Env): Record<string, string | undefined> {
  const { SIGNALBOX_CHECK_IN_TOKEN: _, ...rest } = env;
  const { correlationId, rid, schedule, traceparent } = execution;
  const others = (env.BAGGAGE ?? '').split(',').filter((one) => one.trim() !== '' && !/^\s*correlation\.id=/.test(one));
  return {
    ...rest,
    SIGNALBOX_CORRELATION_ID: correlationId,
    SIGNALBOX_RID: rid,
    ...(schedule === null ? {} : { SIGNALBOX_SCHEDULE: schedule }),
    // https://opentelemetry.io/docs/specs/otel/context/env-carriers/
    TRACEPARENT: traceparent,
    BAGGAGE: [`correlation.id=${encodeURIComponent(correlationId)}`, ...others].join(','),
  };
}
