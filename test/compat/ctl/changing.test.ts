import { after, before, describe, test } from 'node:test';
import { noReference } from '../../helpers/flavour.ts';
import { CHANGING } from './changing.ts';
import { type ReferenceClient, startReference } from './clients.ts';
import { compare } from './compare.ts';
import { createWorld, SERVERS, type World } from './world.ts';

describe('actions that change something, with both clients', { skip: noReference, concurrency: true }, () => {
  for (const server of SERVERS) describe(`on the daemon: ${server}`, { concurrency: 1 }, () => onServer(server));
});

function onServer(server: (typeof SERVERS)[number]): void {
  let world: World;
  let reference: ReferenceClient;
  before(
    async () => {
      reference = startReference();
      world = await createWorld(server);
    },
    { timeout: 60_000 },
  );
  after(async () => {
    reference?.dispose();
    await world?.dispose();
  });
  for (const each of CHANGING) test(each.title, () => compare(world, reference.run, each));
}
