// The role `door`: OpenTelemetry, and beside it on the same HTTP port check-ins and what GitHub pushes.
import { openCheckInDoor } from '#collectors/check-in/door.ts';
import { openGitHubDoor } from '#collectors/github-actions/webhook.ts';
import { type DoorPatience, startDoor } from '#collectors/otlp/door.ts';
import type { OpenSideDoor } from '#lib/http/side-door.ts';
import type { RoleContext } from '#lib/role.ts';

const openSideDoors: OpenSideDoor = (means) => {
  const doors = [openCheckInDoor(means), openGitHubDoor(means)];
  return {
    answer(path, request, response) {
      for (const door of doors) {
        const answered = door.answer(path, request, response);
        if (answered) return answered;
      }
      return null;
    },
    close: async () => void (await Promise.all(doors.map((door) => door.close()))),
  };
};

export const startDoors = (context: RoleContext, patience?: DoorPatience): ReturnType<typeof startDoor> =>
  startDoor(context, patience, openSideDoors);
