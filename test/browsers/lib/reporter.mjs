// Node's report without the sums at its end: browsers.mjs ends with what there is to say.
import { Readable } from 'node:stream';
import { spec as Spec } from 'node:test/reporters';

export default async function* report(source) {
  const events = Readable.from(source).filter(({ type }) => type !== 'test:diagnostic');
  yield* events.compose(new Spec());
}
