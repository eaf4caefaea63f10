// A program that another one started inside an operation finds it in its environment: `signalbox exec`, CI systems and other tracers set
// TRACEPARENT, TRACESTATE and BAGGAGE. https://opentelemetry.io/docs/specs/otel/context/env-carriers/
import { type Context, createContextKey, ROOT_CONTEXT, type TextMapPropagator, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';

type Env = Record<string, string | undefined>;

const variableOf = (key: string): string => key.toUpperCase().replace(/[^A-Z0-9]/g, '_');

const getter = {
  get: (env: Env, key: string): string | undefined => env[variableOf(key)] || undefined,
  keys: (env: Env): string[] => Object.keys(env),
};

/**
 * The context that `env` names, or null where it names none. Its span counts as this process' own beginning, not as one that came with a
 * message: several jobs below it are several jobs.
 */
export function contextOfEnvironment(env: Env, propagator: TextMapPropagator): Context | null {
  const found = propagator.extract(ROOT_CONTEXT, env, getter);
  if (found === ROOT_CONTEXT) return null;
  const span = trace.getSpanContext(found);
  return span ? trace.setSpanContext(found, { ...span, isRemote: false }) : found;
}

/** What is left of everything on purpose, `context.with(ROOT_CONTEXT, …)`, is not below the environment's context either. */
const emptied = ROOT_CONTEXT.setValue(createContextKey('signalbox.emptied'), true);

/** Where nothing else is active, `root` is. */
export class RootedContextManager extends AsyncLocalStorageContextManager {
  readonly #root: Context;

  constructor(root: Context) {
    super();
    this.#root = root;
  }

  override active(): Context {
    const active = super.active();
    return active === ROOT_CONTEXT ? this.#root : active;
  }

  override with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    ctx: Context,
    fn: F,
    thisArg?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
    return super.with(ctx === ROOT_CONTEXT ? emptied : ctx, fn, thisArg, ...args);
  }
}
