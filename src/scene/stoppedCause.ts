import type { Cause } from './cause.ts';
import type { Scene, SceneStop } from './record.ts';

export function stoppedByUs({ stopped }: Scene): Cause | null {
  if (stopped === undefined) return null;
  const { option, why } = stopped;
  return { sentence: `Its supervisor stopped it (${option}): ${why}.`, advice: [STOPPED_ADVICE[option]] };
}

const STOPPED_ADVICE: Readonly<Record<SceneStop['option'], string>> = {
  max_runtime: "See what keeps it, or give it more time: 'max_runtime' in its section.",
  max_memory:
    "See what it needs that memory for ('scene_sample = 30s' in [supervisord] shows how it grows), or raise it.",
  health_action: "Its last lines may say what it was busy with; see 'health' and 'health_retries' in its section.",
};

/** A person at tsupervisorctl, a client, or the watchdog. */
export function askedFor({ exit, sent, options }: Scene): Cause | null {
  if (exit?.signal === undefined || !sent?.includes(exit.signal)) return null;
  const watched = options.watchdog_sec !== undefined && ['SIGABRT', 'SIGKILL'].includes(exit.signal);
  return watched
    ? {
        sentence: `It did not give a sign of life within watchdog_sec=${options.watchdog_sec}, and was ended (${exit.signal}).`,
        advice: ['Its last lines may say what it was busy with; a core dump shows where it hung.'],
      }
    : {
        sentence: `It was ended by ${exit.signal}, which supervisord sent because a client asked for it (signal ${exit.signal.slice(3)}).`,
        advice: [],
      };
}

export function killedByHand({ exit, memory }: Scene): Cause | null {
  if (exit?.signal !== 'SIGKILL') return null;
  const counter = memory === undefined ? '' : " The OOM killer's counter of this container has not moved.";
  return {
    sentence: `It was killed (SIGKILL), and not by its supervisor.${counter}`,
    advice: [
      "Somebody or something has sent 'kill -9'; or the whole machine was out of memory: see 'dmesg' on the host.",
    ],
  };
}
