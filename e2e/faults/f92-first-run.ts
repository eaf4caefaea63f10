// F92: the first start, exposed: nobody becomes admin without the code, two who have it do not both, and afterwards the door is shut.
import type { Fault } from './fault.ts';

export const firstRun: Fault = {
  id: 'F92',
  what: 'a race for the first admin on an exposed set-up page',
  async run(rig) {
    const post = async (code: string, email: string): Promise<number> => {
      const answer = await fetch(`${rig.url}/api/v1/setup`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: rig.url },
        body: JSON.stringify({ code, email, password: 'a password long enough' }),
      });
      await answer.text();
      return answer.status;
    };
    const guesses = await Promise.all(
      ['AAAA-AAAA-AAAA-AAAA', '0000-0000-0000-0000', "' or 1=1 --", rig.setupCode.slice(0, -1)].map((code) =>
        post(code.padEnd(8, 'A'), 'eve@example.org'),
      ),
    );
    const race = await Promise.all(
      Array.from({ length: 8 }, (_, index) => post(rig.setupCode, `first${index}@example.org`)),
    );
    const later = await post(rig.setupCode, 'second@example.org');
    const state = (await (await fetch(`${rig.url}/api/v1/setup`)).json()) as { isNeeded: boolean };
    const [users] = await rig.postgres.query<{ n: number }>('select count(*)::int4 as n from auth_user');
    const made = race.filter((status) => status === 201).length;
    return {
      guessed: guesses.filter((status) => status === 201).length,
      race: race.length,
      made,
      raceCodes: race.join(' '),
      later,
      isStillNeeded: state.isNeeded,
      users: users?.n ?? -1,
      pass:
        guesses.every((status) => status === 403) &&
        made === 1 &&
        race.every((status) => status === 201 || status === 409) &&
        later === 409 &&
        !state.isNeeded &&
        users?.n === 1,
    };
  },
};
