// An RPC interface: remembers what has happened to the programs, and brings the failed ones back.

/** @type {import('tsupervisord').RpcPluginFactory} */
export function makeHistory(api, settings) {
  const keep = Number(settings.keep ?? 100);
  if (!Number.isInteger(keep) || keep < 1) throw new Error(`keep must be a number above 0, not ${settings.keep}`);

  const changes = [];
  api.onStateChange(({ group, process, from, to }) => {
    changes.push({ at: new Date(), name: namespec(group, process), from, to });
    if (changes.length > keep) changes.shift();
  });

  return {
    recent: {
      params: [
        { name: 'count', type: 'int', default: 10 },
        { name: 'name', type: 'string', default: '' },
      ],
      result: 'array',
      help: 'The last changes of state, newest last: structs of at, name, from and to. With a name: of that process.',
      run(count, name) {
        if (name !== '' && !api.processes().some((each) => namespec(each.group, each.name) === name)) {
          throw api.fault(10, `BAD_NAME: ${name}`);
        }
        return count < 1 ? [] : changes.filter((change) => name === '' || change.name === name).slice(-count);
      },
    },
    revive: {
      result: 'array',
      help: 'Starts every process that is FATAL, without waiting for it; answers with their names.',
      async run() {
        const failed = api.processes().filter(({ state }) => state === 'FATAL');
        const names = failed.map(({ group, name }) => namespec(group, name));
        for (const name of names) await api.call('supervisor.startProcess', name, false);
        api.log.info(`revived: ${names.join(', ') || 'nothing'}`);
        return names;
      },
    },
  };
}

/** As supervisorctl shows it. */
function namespec(group, name) {
  return group === name ? name : `${group}:${name}`;
}
