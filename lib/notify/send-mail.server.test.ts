import { type AddressInfo, createServer } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { sendMail } from './send-mail.ts';

interface Received {
  from: string;
  to: string[];
  source: string;
  user: string | null;
}
const received: Received[] = [];
let refuseWith: { code: number; text: string } | null = null;
const server = new SMTPServer({
  authOptional: true,
  hideSTARTTLS: true,
  allowInsecureAuth: true,
  onAuth(auth, _session, done) {
    if (auth.username === 'signal' && auth.password === 'b/x') done(null, { user: auth.username });
    else done(new Error('wrong password'));
  },
  onData(stream, session, done) {
    let source = '';
    stream.on('data', (chunk: Buffer) => {
      source += chunk.toString('utf8');
    });
    stream.on('end', () => {
      if (refuseWith) return done(Object.assign(new Error(refuseWith.text), { responseCode: refuseWith.code }));
      const { mailFrom, rcptTo } = session.envelope;
      const from = mailFrom ? mailFrom.address : '';
      received.push({
        from,
        to: rcptTo.map(({ address }) => address),
        source,
        user: session.user ? String(session.user) : null,
      });
      done();
    });
  },
});
let url: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())));
beforeEach(() => {
  received.length = 0;
  refuseWith = null;
});

const mail = {
  messageId: '<notice-1@signalbox.test>',
  subject: 'Firing: Empfänger \u{1f6a8}',
  text: 'what happened',
  html: '<p>what happened</p>',
  references: '<episode-1@signalbox.test>',
  inReplyTo: '<episode-1@signalbox.test>',
  headers: { 'Auto-Submitted': 'auto-generated' },
};
const options = { from: 'Signalbox <box@signalbox.test>', to: ['a@example.com', 'b@example.com'], timeoutMs: 5_000 };

test('a mail reaches a real server whole: its thread, its id, both its bodies', async () => {
  const sent = await sendMail(mail, { ...options, url, allowHosts: ['127.0.0.1'] });
  expect(sent).toBe(250);
  expect(received).toMatchObject([{ from: 'box@signalbox.test', to: ['a@example.com', 'b@example.com'], user: null }]);
  const source = received[0]?.source ?? '';
  for (const line of [
    /^Message-ID: <notice-1@signalbox.test>/im,
    /^References: <episode-1@signalbox.test>/im,
    /^In-Reply-To:/im,
    /^Auto-Submitted: auto-generated/im,
    /text\/plain/,
    /text\/html/,
  ])
    expect(source).toMatch(line);
});

test('a user name and password with signs in them sign in, wrong ones do not', async () => {
  const { host } = new URL(url);
  await sendMail(mail, { ...options, url: `smtp://signal:b%2Fx@${host}`, allowHosts: ['127.0.0.1'] });
  expect(received[0]?.user).toBe('signal');
  await expect(
    sendMail(mail, { ...options, url: `smtp://signal:wrong@${host}`, allowHosts: ['127.0.0.1'] }),
  ).rejects.toThrow(/^the mail server answered 535 to AUTH PLAIN$/);
});

test('what the server refuses is an error with its codes, and none of its words', async () => {
  refuseWith = { code: 451, text: '4.7.1 of the inner network' };
  await expect(sendMail(mail, { ...options, url, allowHosts: ['127.0.0.1'] })).rejects.toThrow(
    /^the mail server answered 451 4\.7\.1 to DATA$/,
  );
});

test('what speaks no SMTP is told of without what it says', async () => {
  const other = createServer((socket) => socket.end('secret banner of an inner service\r\n'));
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const port = (other.address() as AddressInfo).port;
  await expect(
    sendMail(mail, { ...options, url: `smtp://127.0.0.1:${port}`, allowHosts: ['127.0.0.1'] }),
  ).rejects.toThrow(/^it does not speak SMTP \(EPROTOCOL\)$/);
  other.close();
});

test('a server inside the network is not spoken to unless the operator allows it', async () => {
  await expect(sendMail(mail, { ...options, url, allowHosts: [] })).rejects.toThrow('SIGNALBOX_ALLOW_HOSTS');
  expect(received).toEqual([]);
});
