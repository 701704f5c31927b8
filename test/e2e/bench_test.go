package e2e

import (
	"testing"
	"time"
)

// BenchmarkReady measures from the start of loading until a client is connected to the
// server in the page.
func BenchmarkReady(b *testing.B) {
	address := site(b) + "/client.html"
	c := browser.Case(b)
	var total float64
	for b.Loop() {
		page := c.Open(address)
		var ms float64
		page.Eval("ready.then(() => bluetooth()).then(() => performance.now())", &ms)
		page.Close()
		total += ms
	}
	b.ReportMetric(total/float64(b.N), "ms-to-ready")
}

// BenchmarkCommands measures, with a toy that takes every write at once: how long an idle
// toy's command takes to become a GATT write, how many commands a second are answered,
// and how much of a core a game that sends 60 a second costs.
func BenchmarkCommands(b *testing.B) {
	c := browser.Case(b)
	toy := c.AddHush()
	page := c.Open(site(b) + "/client.html")
	page.Eval(`(() => {
		globalThis.writes = [];
		const proto = BluetoothRemoteGATTCharacteristic.prototype, write = proto.writeValueWithoutResponse;
		proto.writeValueWithoutResponse = function (...args) {
			if (!globalThis.instant) return write.apply(this, args);
			writes.push(performance.now());
			return Promise.resolve();
		};
	})()`, nil)
	page.Eval("bluetooth()", nil)
	page.Eval("client.startScanning()", nil)
	page.Wait("toy('" + hush + "')")
	toy.AwaitWrite(`"DeviceType;"`)
	page.Eval(`(() => {
		const device = toy('`+hush+`');
		globalThis.level = i => device.vibrate((i % 20 + 1) / 20);
		globalThis.instant = true;
	})()`, nil)

	var idle, burst float64
	busy := time.Duration(0)
	for b.Loop() {
		var µs, rate float64
		page.Eval(`(async () => {
			const times = [];
			for (let i = 0; i < 40; i++) {
				await new Promise(r => setTimeout(r, 110));
				writes.length = 0;
				const start = performance.now();
				await level(i);
				while (writes.length === 0) await new Promise(r => setTimeout(r, 0));
				times.push(writes[0] - start);
			}
			return times.sort((a, b) => a - b)[20] * 1000;
		})()`, &µs)
		page.Eval(`(async () => {
			const start = performance.now();
			await Promise.all(Array.from({ length: 400 }, (_, i) => level(i)));
			return 400 / (performance.now() - start) * 1000;
		})()`, &rate)
		before := page.Busy()
		page.Eval(`(async () => {
			for (let i = 0, end = performance.now() + 2000; performance.now() < end; i++) {
				level(i);
				await new Promise(r => setTimeout(r, 1000 / 60));
			}
		})()`, nil)
		busy += page.Busy() - before
		idle += µs
		burst += rate
	}
	n := float64(b.N)
	b.ReportMetric(idle/n, "µs-to-write")
	b.ReportMetric(burst/n, "burst-commands/s")
	b.ReportMetric(100*busy.Seconds()/2/n, "%-core-at-60/s")
}
