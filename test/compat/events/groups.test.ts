import { calls, rpcCase, type Step, until } from '../rpc/rpcCase.ts';
import { answered, listener, program, sees, tell, told } from './listening.ts';

const NOW = 'startsecs=0\n';

/** Writes more sections behind those of the start, as somebody does who edits the file. */
function adds(title: string, ...sections: readonly string[]): Step {
  return {
    title,
    run: async ({ daemon }) => {
      const before = daemon.sandbox.read('supervisord.conf') ?? '';
      daemon.sandbox.write('supervisord.conf', `${before}\n${sections.join('\n')}`);
    },
  };
}

const WATCHED = /^(?!.*\n.*processname:(?!new|late))/;

rpcCase({
  title: 'groups and listeners that come and go',
  sections: [
    listener('l', 'PROCESS_GROUP,PROCESS_STATE', [], `${NOW}buffer_size=100`),
    listener('going', 'REMOTE_COMMUNICATION,PROCESS_GROUP_REMOVED,PROCESS_STATE_STOPPED', [], `${NOW}buffer_size=100`),
    program('p', '/bin/cat', NOW),
    program('q', '/bin/cat', `${NOW}autostart=false`),
  ].join('\n'),
  steps: [
    answered('l', 6),
    until('p', 'RUNNING'),
    calls('removeProcessGroup', ['p'], { shows: /STILL_RUNNING/ }),
    calls('removeProcessGroup', ['q'], { shows: /true/ }),
    told('l', /REMOVED.*\ngroupname:q\n$/),
    calls('addProcessGroup', ['q'], { shows: /true/ }),
    calls('addProcessGroup', ['q'], { shows: /ALREADY_ADDED/ }),
    calls('stopProcess', ['p']),
    calls('removeProcessGroup', ['p'], { shows: /true/ }),
    told('l', /REMOVED.*\ngroupname:p\n$/),
    adds(
      'a program and a listener are written',
      program('new', '/bin/cat', NOW),
      listener('late', 'PROCESS_GROUP,REMOTE_COMMUNICATION', [], NOW),
    ),
    calls('reloadConfig', [], { shows: /new/ }),
    calls('addProcessGroup', ['new'], { shows: /true/ }),
    until('new', 'RUNNING'),
    calls('addProcessGroup', ['late'], { shows: /true/ }),
    until('late', 'RUNNING'),
    tell('to', 'both'),
    sees('late', { until: /both/, shows: /groupname:late/, unnumbered: true }, 'a listener is told of its own group'),
    calls('stopProcessGroup', ['going']),
    tell('still', 'waits for it'),
    calls('removeProcessGroup', ['going'], { shows: /true/ }),
    told('l', /REMOVED.*\ngroupname:going\n$/),
    calls('addProcessGroup', ['going'], { shows: /true/ }),
    until('going', 'RUNNING'),
    tell('after', 'it is back'),
    sees('going', { until: /it is back/, unnumbered: true }, 'what waited for a listener goes with its group'),
    sees('l', { until: /ADDED.*\ngroupname:going\n$/, only: WATCHED, unnumbered: true }),
    told('going', /it is back/, 'the numbers of a pool begin again'),
    calls('getAllProcessInfo'),
  ],
});
