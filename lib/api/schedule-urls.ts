import { publicUrl } from '#lib/auth/public-url.ts';
import type { CheckInUrls } from '#lib/contracts/schedule.ts';

/** Where the door is for whoever reaches the web process under its public URL: beside it, unless that is behind a proxy. */
export function checkInBase(): string {
  const web = new URL(publicUrl());
  const isDirect = web.protocol === 'http:' && web.port === (process.env.PORT || '3000');
  return isDirect ? `http://${web.hostname}:${process.env.SIGNALBOX_OTLP_HTTP_PORT || '4318'}` : webBase();
}

const webBase = (): string => publicUrl().replace(/\/+$/, '');

export function checkInUrls(token: string): CheckInUrls {
  const checkIn = `${checkInBase()}/check-in/${token}`;
  const of = (phase: string) => `${checkIn}/${phase}`;
  return {
    checkIn,
    start: of('start'),
    success: of('success'),
    fail: of('fail'),
    log: of('log'),
    web: `${webBase()}/check-in/${token}`,
  };
}
