// Entry of `signalbox runs|journey|tail|mcp`.
import { AppError } from '#lib/errors.ts';
import { serverOf } from './ask-api.ts';
import { printJourney, printRuns, serveStdio, tail } from './commands.ts';

const say = (line: string) => void process.stdout.write(`${line}\n`);
const ending = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => ending.abort());
// a reader that has seen enough, as `head`, is no fault
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

const [command = '', ...args] = process.argv.slice(2);
try {
  const server = serverOf(process.env);
  if (command === 'runs') await printRuns(server, args, say);
  else if (command === 'journey') await printJourney(server, args, say);
  else if (command === 'tail') await tail(server, args, say, ending.signal);
  else if (command === 'mcp') await serveStdio(server, process.stdin, say);
  else throw new AppError('invalid_input', 'Known are runs, journey, tail, mcp.');
} catch (error) {
  console.error((error as Error).message);
  const fields = error instanceof AppError ? Object.entries(error.fields ?? {}) : [];
  for (const [name, fault] of fields) console.error(`  ${name}: ${fault}`);
  process.exitCode = 1;
}
