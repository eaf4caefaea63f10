// Structured log lines; anything that may hold a secret is redacted here, once.
import pino from 'pino';

const options: pino.LoggerOptions = {
  level: process.env.SIGNALBOX_LOG_LEVEL ?? 'info',
  base: undefined,
  redact: {
    paths: [
      '*.password',
      '*.token',
      '*.secret',
      '*.authorization',
      '*.cookie',
      '*.url',
      '*.connectionString',
      'req.headers',
      'headers',
    ],
    censor: '[redacted]',
  },
};

// Nobody reading our lines is no reason to end.
if (process.stdout.listenerCount('error') === 0) process.stdout.on('error', () => {});

/**
 * Through Node's own stdout: pino's default writes what is left at `process.exit` in a loop that only a reader ends, so that a process whose
 * reader was killed would stay for ever (sonic-boom 4.2, `flushSync`: any error but EAGAIN is waited for).
 */
export const log = pino(options, process.stdout);
