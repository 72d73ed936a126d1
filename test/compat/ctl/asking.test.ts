import { after, before, describe, test } from 'node:test';
import { noReference } from '../../helpers/flavour.ts';
import { ASKING } from './asking.ts';
import { type ReferenceClient, startReference } from './clients.ts';
import { compare } from './compare.ts';
import { createWorld, type World } from './world.ts';

describe('actions that change nothing, with both clients', { skip: noReference, concurrency: 2 }, () => {
  let world: World;
  let reference: ReferenceClient;
  before(
    async () => {
      reference = startReference();
      world = await createWorld('reference');
      await world.call('supervisor.startProcess', 'talk');
    },
    { timeout: 60_000 },
  );
  after(async () => {
    reference?.dispose();
    await world?.dispose();
  });
  for (const each of ASKING) test(each.title, () => compare(world, reference.run, each));
});
