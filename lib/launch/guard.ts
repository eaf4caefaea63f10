// Runs a command and ends it when our parent goes away, even by kill -9: the parent holds the other end of our stdin.
// Usage: node guard.ts SIGNAL UID GID COMMAND ARGS…   (UID and GID -1 = our own). Passes on SIGTERM and SIGINT as SIGNAL.
import { spawn } from 'node:child_process';

const [signal = 'SIGTERM', uid = '-1', gid = '-1', command = '', ...args] = process.argv.slice(2);
const child = spawn(command, args, {
  stdio: ['ignore', 'inherit', 'inherit'],
  ...(uid === '-1' ? {} : { uid: Number(uid), gid: Number(gid) }),
});

const end = () => child.kill(signal as NodeJS.Signals);
process.on('SIGTERM', end);
process.on('SIGINT', end);
process.stdin.on('error', end).on('end', end).on('close', end).resume();
child.on('error', (error) => {
  console.error(`${command}: ${error.message}`);
  process.exit(127);
});
child.on('exit', (code, killedBy) => process.exit(code ?? (killedBy ? 1 : 0)));
