/** A supervisord.conf for tests that only run our daemon: a program's section is its lines by its name. */
export function oursConfig(programs: Readonly<Record<string, string>>, supervisord = ''): string {
  const sections = Object.entries(programs).map(([name, lines]) => {
    const logs = lines.includes('stdout_logfile=') ? '' : `\nstdout_logfile={dir}/${name}.out`;
    const errors = lines.includes('stderr_logfile=') ? '' : `\nstderr_logfile={dir}/${name}.err`;
    return `[program:${name}]\n${lines}${logs}${errors}\n`;
  });
  return `[supervisord]\nlogfile={dir}/supervisord.log\npidfile={dir}/supervisord.pid\nchildlogdir={dir}\n${supervisord}\n\n${sections.join('\n')}`;
}
