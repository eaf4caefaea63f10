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

/** What a server answered: its code (250) and line. Throws AppError('invalid_input') for what is not allowed, else an Error. */
export async function sendMail(mail: Mail, options: MailOptions): Promise<{ status: number; text: string }> {
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
    const refused = sent.rejected.length > 0 ? `; refused for ${sent.rejected.length} of them` : '';
    return { status: Number.parseInt(sent.response, 10) || 250, text: `${sent.response}${refused}` };
  } finally {
    transport.close();
  }
}
