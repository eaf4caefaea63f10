// Structured log lines; anything that may hold a secret is redacted here, once.
import pino from 'pino';

export const log = pino({
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
});
