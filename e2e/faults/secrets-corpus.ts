// Twenty secrets, each of its own make, and where people leave them.
const body = () => crypto.randomUUID().replaceAll('-', '') + crypto.randomUUID().replaceAll('-', '');

export interface SeededSecret {
  name: string;
  /** What must be found nowhere. */
  secret: string;
}

export function seededSecrets(): Record<string, string> {
  return {
    urlPassword: `pw${body().slice(0, 20)}`,
    bearer: `b${body().slice(0, 40)}`,
    basic: Buffer.from(`user:${body()}`).toString('base64'),
    jwt: `eyJhbGciOiJIUzI1NiJ9.eyJzdWIi${body().slice(0, 20)}.${body().slice(0, 40)}`,
    awsKey: `AKIA${body().toUpperCase().slice(0, 16)}`,
    awsSecret: body().slice(0, 40),
    github: `ghp_${body().slice(0, 36)}`,
    gitlab: `glpat-${body().slice(0, 20)}`,
    npm: `npm_${body().slice(0, 36)}`,
    slack: `xoxb-1234567890-${body().slice(0, 24)}`,
    stripe: `sk_live_${body().slice(0, 24)}`,
    model: `sk-proj-${body().slice(0, 40)}`,
    google: `AIza${body().slice(0, 35)}`,
    password: `hunter${body().slice(0, 16)}`,
    apiKey: `k${body().slice(0, 30)}`,
    cookie: `session=${body()}`,
    privateKey: body(),
    clientSecret: `c${body().slice(0, 30)}`,
    sourceUrl: `src${body().slice(0, 20)}`,
    webhookUrl: `hook${body().slice(0, 24)}`,
  };
}
