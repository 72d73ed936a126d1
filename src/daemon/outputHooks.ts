import type { Channel } from '../logging/autoLogs.ts';
import type { OutputHooks } from '../logging/outputChain.ts';
import type { EventName } from '../model/events.ts';
import type { OutputRequest, ProcessTap } from '../process/context.ts';
import type { Events } from '../process/events/events.ts';
import { type ProcessOutput, processCommunicationPayload, processLogPayload } from '../process/events/payloads.ts';
import { createLineMatcher } from '../process/probes/lineMatcher.ts';

/** Who wants to see this output besides its log: an event listener's pool, and those who subscribe to what it says. */
export function hooksFor(request: OutputRequest, events: Events): OutputHooks {
  const { config, channel, tap } = request;
  if (tap !== null) return tapHooks(tap);
  const onText =
    request.onReady === null || config.ready?.kind !== 'log'
      ? null
      : createLineMatcher(config.ready.pattern, request.onReady);
  const captures = config[`${channel}_capture_maxbytes`] > 0;
  if (!captures && !config[`${channel}_events_enabled`]) return onText === null ? NOBODY : { onText };
  const source: ProcessOutput = { process: config.name, group: request.group, pid: request.pid, channel };
  const { log, communication } = NAMES[channel];
  return {
    ...(onText === null ? {} : { onText }),
    wantsLog: () => events.isWanted(log),
    onLog: (data) => events.notify(log, () => processLogPayload(source, data)),
    onCommunication: (data) => events.notify(communication, () => processCommunicationPayload(source, data)),
  };
}

const NOBODY: OutputHooks = {};

function tapHooks(tap: ProcessTap): OutputHooks {
  return { onProtocol: (chunk) => tap.output(chunk) };
}

const NAMES = {
  stdout: { log: 'PROCESS_LOG_STDOUT', communication: 'PROCESS_COMMUNICATION_STDOUT' },
  stderr: { log: 'PROCESS_LOG_STDERR', communication: 'PROCESS_COMMUNICATION_STDERR' },
} as const satisfies Record<Channel, { log: EventName; communication: EventName }>;
