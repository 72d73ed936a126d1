import { sideBySide } from '../helpers/sideBySide.ts';

sideBySide({
  title: 'names: numprocs, process_name, groups and expansions',
  daemon: { env: { COLOUR: 'blue', NUM: '7' } },
  supervisord: `environment=SHADE="dark",BOTH="daemon"`,
  programs: [
    {
      name: 'three',
      title: 'numprocs=3 makes three processes of one group, numbered from numprocs_start',
      lines: `command=/bin/sleep 100%(process_num)d
        numprocs=3
        numprocs_start=5
        process_name=%(program_name)s_%(process_num)02d
        stdout_logfile={dir}/%(program_name)s-%(process_num)d.out
        stderr_logfile=NONE`,
      processes: ['three_05', 'three_06', 'three_07'],
      probe: ['argv', 'environment'],
      files: ['three-5.out', 'three-7.out'],
      shows: [/SUPERVISOR_PROCESS_NAME=three_06/, /SUPERVISOR_GROUP_NAME=three/, /1007/],
    },
    {
      name: 'renamed',
      title: 'process_name may be anything for one process, the group keeps the name of the section',
      lines: `command=sleep 1000
        process_name=other`,
      processes: ['other'],
      probe: ['environment'],
      shows: [/SUPERVISOR_PROCESS_NAME=other/, /SUPERVISOR_GROUP_NAME=renamed/],
    },
    {
      name: 'grouped',
      title: 'a program of a [group:x] carries the name of that group',
      lines: `command=sh -c 'echo %(group_name)s %(program_name)s; exec sleep 1000'`,
      probe: ['environment', 'argv'],
      shows: [/SUPERVISOR_GROUP_NAME=g/, /g grouped/],
    },
    {
      name: 'expanded',
      title:
        'command and environment are expanded: here, program_name, ENV_x of the daemon, of [supervisord] and of the program',
      lines: `command=sh -c 'echo "$0" "$@"; exec sleep 1000' %(here)s %(program_name)s %(ENV_COLOUR)s %(ENV_SHADE)s %(ENV_OWN)s %(ENV_BOTH)s %(numprocs)d %(process_num)d 100%%
        environment=OWN="mine %(ENV_COLOUR)s",BOTH="program",PERCENT="5%%"`,
      probe: ['environment', 'argv'],
      shows: [/expanded blue dark mine blue program 1 0 100%/, /PERCENT=5%/],
    },
    {
      name: 'printf',
      title: 'numbers take printf forms',
      lines: `command=sh -c 'echo "$0"; exec sleep 1000' "%(process_num)03d %(process_num)x %(process_num)-4d. %(program_name)10s."`,
      probe: ['argv'],
      shows: [/000 0 0 {3}\. {5}printf\./],
    },
    {
      name: 'host',
      title: 'host_node_name is the name of the machine',
      lines: `command=sh -c '[ %(host_node_name)s = "$(uname -n)" ] && echo the same; exec sleep 1000'`,
      shows: [/the same/],
    },
    {
      name: 'dashes-and.dots_1',
      title: 'names may hold dashes, dots and underscores',
      lines: 'command=sleep 1000',
      shows: [/success: dashes-and\.dots_1 /],
    },
  ],
  sections: `[group:g]
    programs=grouped`,
});
