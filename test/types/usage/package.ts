// What else the package has.
import manifest from 'gobuttplug/package.json' with { type: 'json' };
import hashes from 'gobuttplug/integrity.json' with { type: 'json' };

const version: string = manifest.version;
const hash: string = hashes['gobuttplug.mjs'];
export { hash, version };
