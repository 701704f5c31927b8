// Runs in every page before the page's own scripts and adds, around the real objects, what
// Chromium's emulation lacks: notifications, writes without response that wait for the
// toy, and the refusal of overlapping operations that Windows and Android know.
(() => {
  const lab = globalThis.__lab = { refuseOverlap: false, overlaps: 0, version: 0 };

  let wake = () => {};
  const observe = () => new MutationObserver(() => { lab.version++; wake(); })
    .observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  if (document.documentElement) observe(); else document.addEventListener('readystatechange', observe, { once: true });
  // Resolves when the document has changed since version, or after a moment: what a form
  // field or a shadow root holds may change without a mutation that is seen here.
  lab.changed = version => lab.version !== version ? Promise.resolve() : new Promise(resolve => {
    wake = resolve;
    setTimeout(resolve, 100);
  });

  if (!globalThis.BluetoothRemoteGATTCharacteristic) return;
  const proto = BluetoothRemoteGATTCharacteristic.prototype;
  const key = c => c.service.device.name + '|' + c.uuid;

  const subscribed = new Map();
  const start = proto.startNotifications, stop = proto.stopNotifications;
  proto.startNotifications = async function () {
    const result = await guarded(this, () => start.call(this));
    subscribed.set(key(this), this);
    return result;
  };
  proto.stopNotifications = async function () {
    subscribed.delete(key(this));
    return guarded(this, () => stop.call(this));
  };
  lab.notify = (name, uuid, base64) => {
    const characteristic = subscribed.get(name + '|' + uuid);
    if (!characteristic) return false;
    const value = new DataView(Uint8Array.from(atob(base64), c => c.charCodeAt(0)).buffer);
    Object.defineProperty(characteristic, 'value', { configurable: true, get: () => value });
    characteristic.dispatchEvent(new Event('characteristicvaluechanged', { bubbles: true }));
    return true;
  };

  const busy = new Set();
  function guarded(characteristic, run) {
    const id = characteristic.service.device.id;
    if (busy.has(id)) {
      lab.overlaps++;
      if (lab.refuseOverlap) {
        return Promise.reject(new DOMException('GATT operation already in progress.', 'NetworkError'));
      }
    }
    busy.add(id);
    const done = run().finally(() => busy.delete(id));
    done.catch(() => {});
    return done;
  }
  for (const name of ['readValue', 'writeValueWithResponse']) {
    const original = proto[name];
    proto[name] = function (...args) { return guarded(this, () => original.apply(this, args)); };
  }

  // The emulation calls a write without response done before the toy has seen it. Here it
  // is pending until the toy has answered it or is gone, as on every real system.
  const unanswered = new Map();
  const fail = (name, message) => new DOMException(message, name);
  const write = proto.writeValueWithoutResponse;
  proto.writeValueWithoutResponse = function (...args) {
    return guarded(this, () => new Promise((resolve, reject) => {
      const queue = unanswered.get(key(this)) ?? [], entry = { resolve, reject };
      unanswered.set(key(this), queue);
      queue.push(entry);
      this.service.device.addEventListener('gattserverdisconnected', () => {
        unanswered.delete(key(this));
        reject(fail('NetworkError', 'GATT Server is disconnected.'));
      }, { once: true });
      write.apply(this, args).catch(error => {
        queue.splice(queue.indexOf(entry), 1);
        reject(error);
      });
    }));
  };
  lab.answer = (name, uuid, ok) => {
    const entry = unanswered.get(name + '|' + uuid)?.shift();
    if (ok) entry?.resolve(); else entry?.reject(fail('NotSupportedError', 'GATT operation failed for unknown reason.'));
    return !!entry;
  };
})();
