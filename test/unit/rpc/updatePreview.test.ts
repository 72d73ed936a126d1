import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diffGroups } from '../../../src/config/diff.ts';
import type { GroupConfig, ProcessConfig } from '../../../src/model/config.ts';
import { previewOf } from '../../../src/rpc/updatePreview.ts';
import { processConfig } from '../../helpers/processConfig.ts';

const group = (overrides: Partial<ProcessConfig>): GroupConfig => ({
  kind: 'program',
  name: 'cat',
  priority: 999,
  processes: [processConfig(overrides)],
});

test('options that are lists of things are shown about as they stand in the file', () => {
  const after = group({
    depends_on: [{ name: 'db', condition: 'ready' }],
    environment_file: [{ path: '/a.env', optional: true }],
    environment_secret: [{ name: 'PW', path: '/run/pw', optional: false }],
    exitcodes: [0, 2],
    rlimits: [{ name: 'nofile', soft: 1, hard: 2 }],
  });
  const [preview] = previewOf(diffGroups([group({})], [after]));
  assert.deepEqual(preview?.differences, [
    ...[
      ['depends_on', '', 'db:ready'],
      ['environment_file', '', '/a.env:optional'],
      ['environment_secret', '', 'PW:/run/pw'],
      ['exitcodes', '0', '0,2'],
      ['rlimits', '', 'nofile:1:2'],
    ].map(([option, before, shown]) => ({ process: 'cat', option, before, after: shown })),
  ]);
});
