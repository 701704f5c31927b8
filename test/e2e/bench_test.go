package e2e

import (
	"fmt"
	"os/exec"
	"regexp"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/test/e2e/lab"
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

// BenchmarkTransfer tells how much a page loads, with brotli, as scripts/size counts it: with
// the server in the page, and with a server elsewhere only.
func BenchmarkTransfer(b *testing.B) {
	for b.Loop() {
		out, err := exec.Command("../../scripts/size", dist).Output()
		require.NoError(b, err)
		for line, unit := range map[string]string{"a page transfers": "KB-page", "with a remote server only": "KB-remote-page"} {
			sizes := regexp.MustCompile(`(?m)^` + line + ` .* ([\d.]+)$`).FindSubmatch(out)
			require.NotNil(b, sizes, "%s: scripts/size tells no sum", line)
			kilobytes, err := strconv.ParseFloat(string(sizes[1]), 64)
			require.NoError(b, err)
			b.ReportMetric(kilobytes, unit)
		}
	}
}

// instant makes writes to toys end at once, and takes down when each began.
const instant = `(() => {
	globalThis.writes = [];
	const proto = BluetoothRemoteGATTCharacteristic.prototype, write = proto.writeValueWithoutResponse;
	proto.writeValueWithoutResponse = function (...args) {
		if (!globalThis.instant) return write.apply(this, args);
		writes.push(performance.now());
		return Promise.resolve();
	};
})()`

// BenchmarkCommands measures, with a toy that takes every write at once: how long an idle
// toy's command takes to become a GATT write, how many commands a second are answered, one
// after the other and 400 at once, and how much of a core a game that sends 60 a second costs.
func BenchmarkCommands(b *testing.B) {
	c := browser.Case(b)
	toy := c.AddHush()
	page := c.Open(site(b) + "/client.html")
	page.Eval(instant, nil)
	page.Eval("bluetooth()", nil)
	page.Eval("client.startScanning()", nil)
	page.Wait("toy('" + hush + "')")
	toy.AwaitWrite(`"DeviceType;"`)
	page.Eval(`(() => {
		const device = toy('`+hush+`');
		globalThis.level = i => device.vibrate((i % 20 + 1) / 20);
		globalThis.instant = true;
	})()`, nil)

	var median, late, sequence, burst, busy float64
	for b.Loop() {
		var times []float64
		page.Eval(`(async () => {
			const times = [];
			for (let i = 0; i < 60; i++) {
				await new Promise(r => setTimeout(r, 110));
				writes.length = 0;
				const start = performance.now();
				await level(i);
				while (writes.length === 0) await new Promise(r => setTimeout(r, 0));
				times.push((writes[0] - start) * 1000);
			}
			return times.sort((a, b) => a - b);
		})()`, &times)
		median += times[len(times)/2]
		late += times[len(times)*99/100]
		var rate float64
		page.Eval(`(async () => {
			const start = performance.now();
			for (let i = 0; i < 400; i++) await level(i);
			return 400 / (performance.now() - start) * 1000;
		})()`, &rate)
		sequence += rate
		page.Eval(`(async () => {
			const start = performance.now();
			await Promise.all(Array.from({ length: 400 }, (_, i) => level(i)));
			return 400 / (performance.now() - start) * 1000;
		})()`, &rate)
		burst += rate
		busy += load(page, 60, 1)
	}
	n := float64(b.N)
	b.ReportMetric(median/n, "µs-to-write")
	b.ReportMetric(late/n, "µs-to-write-p99")
	b.ReportMetric(sequence/n, "awaited-commands/s")
	b.ReportMetric(burst/n, "burst-commands/s")
	b.ReportMetric(busy/n, "%-core-at-60/s")
}

// load is how many percent of a core the page takes while it calls level so many times a second, for
// two seconds; each call is for so many clients.
func load(page *lab.Page, rate, clients int) float64 {
	before := page.Busy()
	page.Eval(fmt.Sprintf(`(async () => {
		const ms = 1000 / Math.min(%d, 250), calls = Math.max(1, Math.round(%d / 250));
		for (let i = 0, end = performance.now() + 2000; performance.now() < end;) {
			for (let k = 0; k < calls; k++, i++) for (let t = 0; t < %d; t++) level(i, t);
			await new Promise(r => setTimeout(r, ms));
		}
	})()`, rate, rate, clients), nil)
	return 100 * (page.Busy() - before).Seconds() / 2
}

// BenchmarkGrowth measures how much of a core commands cost in the page: with the number of clients
// that each send 60 a second to the same simulated toy, and with the commands a second of one client. How
// it grows with toys is in BenchmarkToys of package server.
func BenchmarkGrowth(b *testing.B) {
	for _, g := range []struct {
		name          string
		clients, rate int
	}{
		{"clients=1", 1, 60}, {"clients=8", 8, 60}, {"clients=32", 32, 60},
		{"rate=250", 1, 250}, {"rate=1000", 1, 1000}, {"rate=4000", 1, 4000},
	} {
		b.Run(g.name, func(b *testing.B) {
			page := browser.Case(b).Open(site(b) + "/client.html")
			page.Eval("ready", nil)
			page.Eval(fmt.Sprintf(`(async () => {
				const toys = [];
				for (let n = 0; n < %d; n++) {
					const one = new ButtplugClient('bench ' + n);
					await one.connect(new ButtplugWasmClientConnector({ devices: 'simulated' }));
					await one.startScanning();
					while (one.devices.size < 6) await new Promise(r => setTimeout(r, 10));
					toys.push([...one.devices.values()].find(d => d.name === 'Simulated Vibrator'));
				}
				globalThis.level = (i, n) => toys[n].vibrate((i %% 20 + 1) / 20);
			})()`, g.clients), nil)
			var busy float64
			for b.Loop() {
				busy += load(page, g.rate, g.clients)
			}
			b.ReportMetric(busy/float64(b.N), "%-core")
		})
	}
}
