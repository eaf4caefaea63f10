// The role `door`: OpenTelemetry, and check-ins on the same HTTP port.
import { openCheckInDoor } from '#collectors/check-in/door.ts';
import { type DoorPatience, startDoor } from '#collectors/otlp/door.ts';
import type { RoleContext } from '#lib/role.ts';

export const startDoors = (context: RoleContext, patience?: DoorPatience): ReturnType<typeof startDoor> =>
  startDoor(context, patience, openCheckInDoor);
