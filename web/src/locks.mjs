// Giving back the locks that a module held when it crashed: it can't do so itself, and the next
// module of the page would find its toys in use.

export async function freeLocks() {
  const { locks } = globalThis.navigator ?? {};
  if (!locks) return;
  const mark = `gobuttplug:mark:${Math.random()}`;
  const { held = [] } = await locks.request(mark, async () => locks.query());
  const me = held.find(lock => lock.name === mark)?.clientId;
  const ours = held.filter(lock => lock.clientId === me).map(lock => lock.name ?? '').filter(name => name.startsWith('gobuttplug:toy:'));
  await Promise.all(ours.map(name => locks.request(name, { steal: true }, () => {})));
}
