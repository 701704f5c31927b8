// A scripted navigator.bluetooth. The value of this file is a function that makes one.
//
// plan[operation] lists how the next calls of an operation end; afterwards, and without a
// plan, they succeed. An entry is
//   ["ok"], ["value", any], ["hang"], ["reject", name, message], ["throw", name, message], ["gone", …another]
// "hang" leaves the promise pending, to be settled by settle(); "gone" drops the
// connection first. Operations: choose, available, connect, services, characteristics,
// write, read, start, stop, devices, watch, forget.
//
// late[UUID of a service] is when it is listed, in milliseconds after the connection; now is
// what the time is.
() => {
  const exception = (name, message) => name === "TypeError" ? new TypeError(message) : new DOMException(message, name)
  const hex = view => Array.from(new Uint8Array(view.buffer, view.byteOffset, view.byteLength), b => b.toString(16).padStart(2, "0")).join("")

  const fake = { plan: {}, ops: [], times: [], hung: [], options: null, overlaps: 0, refuseOverlap: false, listeners: 0, late: {}, now: 0 }

  const perform = (operation, value, device) => {
    let [how = "ok", ...rest] = fake.plan[operation]?.shift() ?? []
    if (how === "gone") {
      device.drop();
      [how = "ok", ...rest] = rest
    }
    switch (how) {
      case "ok": return Promise.resolve(value)
      case "value": return Promise.resolve(rest[0])
      case "reject": return Promise.reject(exception(...rest))
      case "throw": throw exception(...rest)
      case "hang": return new Promise((ok, fail) => fake.hung.push({ ok: () => ok(value), fail: (...e) => fail(exception(...e)) }))
    }
  }
  fake.settle = (...e) => { const h = fake.hung.shift(); e.length ? h.fail(...e) : h.ok() }

  class Target extends EventTarget {
    addEventListener(...a) { fake.listeners++; super.addEventListener(...a) }
    removeEventListener(...a) { fake.listeners--; super.removeEventListener(...a) }
  }

  class Characteristic extends Target {
    constructor(service, uuid, properties) {
      super()
      Object.assign(this, { service, uuid, properties, value: null, readable: [], generation: service.device.generation })
    }
    // As on Windows and Android, a toy can do one thing at a time.
    gatt(text, operation, value) {
      const device = this.service.device
      fake.ops.push(text)
      fake.times.push(performance.now())
      if (!device.gatt.connected) return Promise.reject(exception("NetworkError", "GATT Server is disconnected. Cannot perform GATT operations."))
      if (this.generation !== device.generation) return Promise.reject(exception("InvalidStateError", "Characteristic with UUID is no longer valid."))
      if (device.running > 0) {
        fake.overlaps++
        if (fake.refuseOverlap) return Promise.reject(exception("NetworkError", "GATT operation already in progress."))
      }
      device.running++
      const promise = perform(operation, value, device)
      const over = () => { device.running-- }
      promise.then(over, over)
      return promise
    }
    writeValue() { throw new Error("the legacy call") }
    writeValueWithResponse(data) { return this.gatt("write+ " + this.uuid.slice(4, 8) + " " + hex(data), "write") }
    writeValueWithoutResponse(data) { return this.gatt("write- " + this.uuid.slice(4, 8) + " " + hex(data), "write") }
    readValue() { return this.gatt("read " + this.uuid.slice(4, 8), "read", new DataView(new Uint8Array(this.readable).buffer)) }
    startNotifications() { return this.gatt("start " + this.uuid.slice(4, 8), "start", this) }
    stopNotifications() { return this.gatt("stop " + this.uuid.slice(4, 8), "stop", this) }
    notify(value) { this.value = value; this.dispatchEvent(new Event("characteristicvaluechanged")) }
  }

  class Device extends Target {
    constructor(id, name, table) {
      super()
      Object.assign(this, { id, name, table, generation: 0, running: 0, services: [] })
      const device = this
      this.gatt = {
        device, connected: false,
        connect() {
          fake.ops.push("connect")
          return perform("connect", this, device).then(given => {
            if (!this.connected) device.restart()
            this.connected = true
            fake.now = 0
            return given
          })
        },
        disconnect() { fake.ops.push("disconnect"); device.drop() },
        getPrimaryServices() {
          fake.ops.push("services")
          const listed = device.services.filter(s => !(fake.late[s.uuid] > fake.now))
          if (listed.length === 0) return perform("services", undefined, device).then(v => v ?? Promise.reject(exception("NotFoundError", "No Services found in device.")))
          return perform("services", listed, device)
        },
      }
    }
    restart() {
      this.generation++
      this.running = 0
      this.services = Object.entries(this.table).map(([uuid, characteristics]) => {
        const service = { uuid, device: this }
        service.characteristics = Object.entries(characteristics).map(([uuid, properties]) => new Characteristic(service, uuid, properties))
        service.getCharacteristics = () => { fake.ops.push("characteristics " + uuid.slice(4, 8)); return perform("characteristics", service.characteristics, this) }
        return service
      })
    }
    drop() {
      if (!this.gatt.connected) return
      this.gatt.connected = false
      this.dispatchEvent(new Event("gattserverdisconnected"))
    }
    forget() { fake.ops.push("forget"); return perform("forget", undefined, this) }
    find(uuid) { return this.services.flatMap(s => s.characteristics).find(c => c.uuid.slice(4, 8) === uuid) }
  }

  // Device.watchAdvertisements, for browsers that have it.
  fake.watching = function ({ signal }) {
    fake.ops.push("watch")
    signal.addEventListener("abort", () => fake.ops.push("unwatch"))
    return perform("watch", undefined, this)
  }
  fake.make = (id, name, table) => fake.device = new Device(id, name, table)
  fake.bluetooth = {
    requestDevice(options) { fake.ops.push("choose"); fake.options = options; return perform("choose", fake.device) },
    getAvailability() { return perform("available", true) },
    getDevices() { fake.ops.push("devices"); return perform("devices", [fake.device]) },
  }
  return fake
}
