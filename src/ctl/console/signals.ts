/** What would end this process and leave its terminal as it is. */
const ENDING = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGALRM', 'SIGUSR2'] as const;

/** Returns how to stop listening. */
export function onSignals(run: (name: NodeJS.Signals) => void): () => void {
  for (const name of ENDING) process.on(name, run);
  return () => {
    for (const name of ENDING) process.off(name, run);
  };
}
