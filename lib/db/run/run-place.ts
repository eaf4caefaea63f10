// Where a run stands: in `run_hot` while it is being written; of what is not hot in `run_open`, or once it is over in `run_cold`, in the day of
// its ID. `run` is all of them.
import { finalStates, runStates } from '#lib/domain/run.ts';

/** `run.place` */
export const places = { hot: 'h', open: 'o', cold: 'c' } as const;
export type Place = (typeof places)[keyof typeof places];

/** After its end a run may still be told about by a second witness. */
export const endedHotUs = 2_000_000;
/** Most runs are taken, and end, sooner than this after they came. */
export const openHotUs = 60_000_000;

/** Where a run is put that was not there before. Pure; moments in microseconds. */
export const placeOfNew = (finishedAt: number | null, nowUs: number): Place =>
  finishedAt !== null && Math.abs(finishedAt - nowUs) > endedHotUs ? places.cold : places.hot;

const finals = [...finalStates].map((state) => runStates.indexOf(state)).join(', ');

/** In SQL: where a run belongs that is not hot any more. */
export const placeOfRow = `(case when state in (${finals}) or redirect_to is not null then '${places.cold}' else '${places.open}' end)::"char"`;
