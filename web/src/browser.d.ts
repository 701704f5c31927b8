// What browsers have and TypeScript's DOM library does not know: each as far as we use it.

interface BluetoothDevice extends EventTarget {
  readonly gatt: { disconnect(): void };
}

declare var BluetoothDevice: { prototype: BluetoothDevice; new (): BluetoothDevice } | undefined;

interface Navigator {
  readonly bluetooth?: { getAvailability?(): Promise<boolean> };
}

/** https://w3c.github.io/webappsec-permissions-policy/ */
interface FeaturePolicy {
  features(): string[];
  allowsFeature(feature: string): boolean;
}

interface Document {
  readonly permissionsPolicy?: FeaturePolicy;
  readonly featurePolicy?: FeaturePolicy;
}

/** https://w3c.github.io/trusted-types/; an address that a policy has passed goes where a string goes. */
declare var trustedTypes: { createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string } } | undefined;

/** Of Node.js, which has no page. */
interface NodeProcess {
  readonly versions?: { readonly node?: string };
  getBuiltinModule(name: 'node:fs'): { promises: { readFile(file: URL): Promise<Uint8Array<ArrayBuffer>> } };
  getBuiltinModule(name: 'node:module'): { createRequire(from: string): (name: string) => any };
}

declare var process: NodeProcess | undefined;
