// Preloaded into one process: its clock is wrong by FAULT_CLOCK_SHIFT_MS. The database's is not.
const shiftMs = Number(process.env.FAULT_CLOCK_SHIFT_MS ?? 0);
const RightDate = Date;

class ShiftedDate extends RightDate {
  constructor(...args: [] | [string | number | Date]) {
    if (args.length === 0) super(RightDate.now() + shiftMs);
    else super(...(args as [string | number | Date]));
  }

  static override now(): number {
    return RightDate.now() + shiftMs;
  }
}

if (shiftMs !== 0) globalThis.Date = ShiftedDate as DateConstructor;
