// Check-ins on the web port: through the door beside it, and straight into Postgres where none is.
import { selectScheduleOfToken } from '#lib/db/check-in/select-tokens.ts';
import { webPool } from '#lib/db/web-pool.ts';
import { AppError } from '#lib/errors.ts';
import { commitIngest } from '#lib/ingest/commit-ingest.ts';
import { handToDoor, localDoor } from './hand-to-door.ts';
import { OpenRuns } from './open-runs.ts';
import { maxBodyBytes, OutputTail } from './output-tail.ts';
import { type TakenCheckIn, takeCheckIn } from './take-check-in.ts';

/** Throws AppError as `takeCheckIn`, and the database's errors. */
export async function takeCheckInAtWeb({ request, nowMs }: { request: Request; nowMs: number }): Promise<TakenCheckIn> {
  const output = await readOutput(request);
  const taken = await handToDoor(localDoor(process.env), request, output);
  if (taken) return taken;
  const pool = webPool();
  const { pathname, searchParams } = new URL(request.url);
  return takeCheckIn(
    {
      scheduleOf: (hash) => selectScheduleOfToken(pool, hash),
      openRuns: new OpenRuns(pool),
      store: async ({ id, request: packed }) => void (await commitIngest(pool, { ledgerId: id, requests: [packed] })),
    },
    { path: pathname, query: searchParams, header: (name) => request.headers.get(name) },
    async () => output,
    nowMs * 1000,
  );
}

async function readOutput(request: Request): Promise<string> {
  const tail = new OutputTail();
  let bytes = 0;
  for await (const piece of request.body ?? []) {
    bytes += piece.byteLength;
    if (bytes > maxBodyBytes) throw new AppError('too_large', `A body may have at most ${maxBodyBytes} bytes.`);
    tail.push(Buffer.from(piece));
  }
  return tail.text();
}
