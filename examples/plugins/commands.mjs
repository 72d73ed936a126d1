// Commands for tsupervisorctl that use the RPC interface of history.mjs.

/** @type {import('tsupervisord').CtlPluginFactory} */
export function makeCommands(api, settings) {
  const count = Number(settings.count ?? 10);
  return {
    history: {
      help: ['history [<name>]\tWhat has happened lately, to one process or to all'],
      completes: 'process',
      async run([name = '', ...more]) {
        if (more.length > 0) return api.fail('Error: history takes one name at most', 2);
        for (const change of await api.call('history.recent', count, name)) {
          api.print(`${change.at.toISOString()}  ${change.name.padEnd(20)} ${change.from} -> ${change.to}`);
        }
      },
    },
    revive: {
      help: ['revive\t\t\tStart every process that has failed for good'],
      async run() {
        const names = await api.call('history.revive');
        for (const name of names) api.print(`${name}: starting`);
        if (names.length === 0) api.fail('Nothing has failed');
      },
    },
  };
}
