import { ROOT_CONTEXT } from '@opentelemetry/api';
import { runAttempt } from './attempt-span.ts';
import { type DeclaredSchedule, declareSchedule, forgetSchedule } from './declared-schedules.ts';
import { markInstrumented } from './instrumented.ts';
import { declareWorker } from './local-workers.ts';

const system = 'node-cron';

/** What a task's function is given: a context in node-cron 4, the moment or a word in 3. */
type TickArgument = Date | string | { date?: Date; execution?: { reason?: string } } | undefined;
type TaskFunction = (tick: TickArgument, ...rest: unknown[]) => unknown;
interface TaskOptions {
  name?: string;
  timezone?: string;
}
interface Task {
  on?(event: string, listener: () => void): unknown;
}
type Schedule = (expression: string, fn: TaskFunction | string, options?: TaskOptions, ...rest: unknown[]) => unknown;
interface NodeCron {
  schedule?: Schedule;
  createTask?: Schedule;
}

/** The moment for which a run was due; undefined for one that somebody started by hand. */
export function dueOf(tick: TickArgument): Date | undefined {
  if (tick instanceof Date) return tick;
  if (typeof tick !== 'object' || tick.execution?.reason === 'invoked') return undefined;
  return tick.date;
}

/** Crons are told apart by name; those without one by their function's, else by their expression. */
function nameOf(expression: string, fn: TaskFunction | string, options: TaskOptions): string {
  return options.name || (typeof fn === 'function' ? fn.name : fn) || expression;
}

function wrapFunction(fn: TaskFunction, name: string): TaskFunction {
  return (tick, ...rest) => {
    const scheduledAt = dueOf(tick);
    const identity = { system, name, queue: name, scheduleId: name, scheduledAt };
    return runAttempt(identity, ROOT_CONTEXT, () => fn(tick, ...rest));
  };
}

function wrapSchedule(original: Schedule): Schedule {
  return (expression, fn, options = {}, ...rest) => {
    const name = nameOf(expression, fn, options);
    // node-cron means the process's own zone where none is given.
    const timeZone = options.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
    const declared: DeclaredSchedule = { system, name, queue: name, cron: expression, timeZone };
    const task = original(expression, typeof fn === 'function' ? wrapFunction(fn, name) : fn, options, ...rest) as Task;
    declareSchedule(declared);
    declareWorker(system, [name], null);
    for (const event of ['task:stopped', 'task:destroyed']) task.on?.(event, () => forgetSchedule(declared));
    task.on?.('task:started', () => declareSchedule(declared));
    return task;
  };
}

/**
 * Makes node-cron (3 and 4) tell of its schedules: name, expression and time zone as soon as they are made, so that a run that never comes is
 * missed, and a span for each run with the moment for which it was due. Give the module's default export, which is changed and given back; of a
 * namespace (`import * as cron`), which nobody can change, use what is given back. Call it before `schedule`.
 * Name your tasks (`{ name: 'nightly-report' }`). Functions given by file run in a process of their own: load the preload there.
 */
export function instrumentNodeCron<T extends object>(cron: T): T {
  if (!markInstrumented(cron)) return cron;
  const given = cron as NodeCron;
  const wrapped: NodeCron = {};
  if (given.schedule) wrapped.schedule = wrapSchedule(given.schedule.bind(given));
  if (given.createTask) wrapped.createTask = wrapSchedule(given.createTask.bind(given));
  const isFixed = Object.getOwnPropertyDescriptor(cron, 'schedule')?.configurable === false;
  const target: T = isFixed ? { ...cron } : cron;
  Object.assign(target, wrapped);
  markInstrumented(target);
  return target;
}
