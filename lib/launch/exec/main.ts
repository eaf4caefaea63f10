// `signalbox exec`: a check-in around any command. The command comes first: it begins before anybody is told, and ends with its own code
// whether or not anybody could be. Nothing heavy is loaded here.
import { AppError } from '#lib/errors.ts';
import { childEnvironment, readArguments } from './read-arguments.ts';
import { runCommand } from './run-command.ts';
import { tellDoor } from './tell-door.ts';

try {
  const execution = readArguments(process.argv.slice(2), process.env);
  const running = runCommand(
    execution.command,
    execution.arguments,
    childEnvironment(execution, process.env) as NodeJS.ProcessEnv,
  );
  const starting = tellDoor(execution, { phase: 'start' });
  const { exitCode, signal, durationMs, output } = await running;
  const fault = await tellDoor(execution, {
    phase: `${exitCode}`,
    durationMs,
    output,
    ...(signal === null ? {} : { signal }),
  });
  if (fault !== null) console.error(`signalbox exec: not checked in: ${fault}`);
  else await starting;
  process.exit(exitCode);
} catch (error) {
  if (!(error instanceof AppError)) throw error;
  console.error(error.message);
  process.exit(64);
}
