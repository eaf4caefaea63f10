// E-mail over SMTP: the same guard as for webhooks stands before it, and the connection goes to exactly the address that was checked.
import nodemailer from 'nodemailer';
import { addressesOf } from './guarded-post.ts';
import type { Mail } from './shapes/email.ts';

export interface MailOptions {
  /** `smtp://user:password@host:587` (STARTTLS where the server has it) or `smtps://…` (TLS from the start). */
  url: string;
  from: string;
  to: readonly string[];
  allowHosts: readonly string[];
  timeoutMs: number;
}

/** The code that a server answered, 250. Throws AppError('invalid_input') for what is not allowed, else an Error without the server's words. */
export async function sendMail(mail: Mail, options: MailOptions): Promise<number> {
  const url = new URL(options.url);
  const isSecure = url.protocol === 'smtps:';
  const port = Number(url.port) || (isSecure ? 465 : 587);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const [address] = await addressesOf(host, `${url.hostname}:${port}`, options.allowHosts);
  const user = decodeURIComponent(url.username);
  const transport = nodemailer.createTransport({
    host: address?.address ?? host,
    port,
    secure: isSecure,
    name: 'signalbox',
    ...(user ? { auth: { user, pass: decodeURIComponent(url.password) } } : {}),
    tls: { servername: host },
    connectionTimeout: options.timeoutMs,
    greetingTimeout: options.timeoutMs,
    socketTimeout: options.timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    const sent = await transport.sendMail({ ...mail, from: options.from, to: [...options.to] });
    return Number.parseInt(sent.response, 10) || 250;
  } catch (error) {
    throw new Error(mailFault(error));
  } finally {
    transport.close();
  }
}

/** What nodemailer adds to an error: https://nodemailer.com/errors. */
interface MailError extends Error {
  code?: string;
  command?: string;
  /** All that the server said. */
  response?: string;
  responseCode?: number;
}

/** The server's codes (RFC 5321 and 3463) and what it was asked, without its words: it may be a server that its reader has no access to. */
function mailFault(error: unknown): string {
  if (!(error instanceof Error)) return 'it could not be sent';
  const { code, command, message, response, responseCode } = error as MailError;
  if (response === undefined) return message;
  if (responseCode === undefined) return `it does not speak SMTP (${code})`;
  const enhanced = /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1];
  return `the mail server answered ${[responseCode, enhanced].filter((one) => one).join(' ')} to ${command ?? 'our mail'}`;
}
