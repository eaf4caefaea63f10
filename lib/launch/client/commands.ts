// signalbox runs | journey ID | tail | mcp: a running Signalbox, asked from a terminal.
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Journey } from '#lib/contracts/journey.ts';
import type { RunList, RunSummary } from '#lib/contracts/run.ts';
import { AppError } from '#lib/errors.ts';
import { ask, type Server } from './ask-api.ts';
import { type Asked, readOptions } from './filters.ts';
import { ms, plain, runHead, runLine } from './print-run.ts';

export type Say = (line: string) => void;

async function readRuns(server: Server, { query, limit }: Asked): Promise<RunSummary[]> {
  const wanted = new URLSearchParams(query);
  wanted.set('limit', String(limit));
  const answer = await ask(server, `/api/v1/runs?${wanted}`);
  return ((await answer.json()) as RunList).items;
}

export async function printRuns(server: Server, args: readonly string[], say: Say): Promise<void> {
  const asked = readOptions(args);
  const runs = await readRuns(server, asked);
  if (asked.isJson) for (const run of runs) say(JSON.stringify(run));
  else {
    if (runs.length > 0) say(runHead);
    for (const run of runs) say(runLine(run));
    if (runs.length === 0) say('No run fits. The window is the last 24 hours unless --from says otherwise.');
  }
}

export async function printJourney(server: Server, args: readonly string[], say: Say): Promise<void> {
  const { words, isJson } = readOptions(args);
  const id = words[0];
  if (id === undefined) throw new AppError('invalid_input', 'Say which: signalbox journey CORRELATION-ID');
  const journey = (await (await ask(server, `/api/v1/journeys/${encodeURIComponent(id)}`)).json()) as Journey;
  if (isJson) return say(JSON.stringify(journey));
  say(`${plain(journey.correlationId)}  ${journey.startedAt ?? '–'} to ${journey.endedAt ?? '–'}`);
  say(runHead);
  for (const run of journey.runs) say(runLine(run));
  for (const { from, to, durationMs, isOverlapping } of journey.handoffs)
    say(`  ${plain(from.name)} → ${plain(to.name)}  ${isOverlapping ? 'overlapping' : ms(durationMs)}`);
  for (const gap of journey.gaps) say(`  gap: ${plain(JSON.stringify(gap))}`);
}

const againAfterMs = 1_000;

/** Every run that changes, as it changes, until `signal`. A stream that breaks is opened again. */
export async function tail(server: Server, args: readonly string[], say: Say, signal: AbortSignal): Promise<void> {
  const asked = { ...readOptions(args), limit: 100 };
  const seen = new Map<string, string>();
  const look = async (isFirst: boolean) => {
    const runs = await readRuns(server, asked);
    for (const run of runs.reverse()) {
      const now = `${run.state} ${run.attempts}`;
      if (seen.get(run.id) === now) continue;
      seen.set(run.id, now);
      if (!isFirst) say(asked.isJson ? JSON.stringify(run) : runLine(run));
    }
    for (const id of [...seen.keys()].slice(0, Math.max(0, seen.size - 5_000))) seen.delete(id);
  };
  if (!asked.isJson) say(runHead);
  await look(true);
  while (!signal.aborted) {
    try {
      const stream = await ask(server, `/api/v1/stream?${asked.query}`, { signal });
      for await (const chunk of stream.body?.pipeThrough(new TextDecoderStream()) ?? []) {
        if (!chunk.includes('event: run')) continue;
        await look(false);
        await sleep(againAfterMs, undefined, { signal });
      }
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof AppError && error.code === 'invalid_input') throw error;
    }
    await sleep(againAfterMs, undefined, { signal }).catch(() => {});
  }
}

/** The Model Context Protocol over standard input and output: each line is passed on to the server, each answer printed. */
export async function serveStdio(server: Server, input: NodeJS.ReadableStream, say: Say): Promise<void> {
  const under: Promise<void>[] = [];
  for await (const line of createInterface({ input })) {
    if (line.trim() === '') continue;
    under.push(passOn(server, line, say));
  }
  await Promise.all(under);
}

async function passOn(server: Server, line: string, say: Say): Promise<void> {
  try {
    const answer = await ask(server, '/mcp', {
      method: 'POST',
      body: line,
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    });
    const text = await answer.text();
    if (text !== '') say(text);
  } catch (error) {
    const id = idOf(line);
    if (id === undefined) return;
    say(JSON.stringify({ jsonrpc: '2.0', id, error: { code: -32_000, message: (error as Error).message } }));
  }
}

/** Of a question; undefined for a notification and for what is no message. */
function idOf(line: string): unknown {
  try {
    return (JSON.parse(line) as { id?: unknown }).id;
  } catch {
    return null;
  }
}
