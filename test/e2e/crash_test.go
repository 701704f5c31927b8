package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What the console shows of a crash leads to functions and lines.
func TestCrashCanBeRead(t *testing.T) {
	_, _, page := found(t)
	page.ExpectError("")
	// Go hands events over by a call that can't fail, unless the page is broken.
	page.Eval(`(() => {
		const queue = queueMicrotask;
		globalThis.queueMicrotask = task => { if (/wasm-function/.test(new Error().stack)) throw new Error('broken'); queue(task); };
	})()`, nil)
	page.Eval("hush.battery().catch(() => {}); null", nil) // its answer is an event
	page.Wait("hush.vibrate(0).then(() => false, e => e.code === 'wasm-crashed')")

	report := strings.Join(page.Console(), "\n")
	assert.Contains(t, report, "panic: ")
	symbols, err := filepath.Abs(filepath.Join(dist, "symbols.json.gz"))
	require.NoError(t, err)
	cmd := exec.Command("go", "-C", "../../internal/build", "run", "./symbolize", symbols)
	cmd.Stdin = strings.NewReader(report)
	read, err := cmd.CombinedOutput()
	require.NoError(t, err, string(read))
	main, err := os.ReadFile("../../wasm/main.go")
	require.NoError(t, err)
	before, _, _ := strings.Cut(string(main), "receive.Invoke(text)")
	line := strconv.Itoa(1 + strings.Count(before, "\n"))
	// The panic, what called it, and where that was started.
	for _, place := range []string{"panic: ", "runtime.gopanic\n\truntime/panic.go:", "syscall/js.Value.Invoke\n\tsyscall/js/js.go:",
		"main.start.func1\n\tgithub.com/gobuttplug/gobuttplug/wasm/main.go:" + line + "\n", "internal/bridge.(*Outbox).Run\n\t"} {
		assert.Contains(t, string(read), place)
	}
	assert.NotContains(t, string(read), " pc=")
}

// A page's own Bluetooth may call back within the call of a write; Go can't be called then.
func TestToyThatTellsOfItsEndWithinAWrite(t *testing.T) {
	c := browser.Case(t)
	toy := c.AddHush()
	page := c.Open(site(t) + "/client.html")
	page.Eval("ready", nil)
	page.Eval(`(() => {
		const gatt = BluetoothRemoteGATTCharacteristic.prototype, write = gatt.writeValueWithoutResponse;
		gatt.writeValueWithoutResponse = function (value) {
			if (globalThis.ends) this.service.device.dispatchEvent(new Event('gattserverdisconnected'));
			return write.call(this, value);
		};
	})()`, nil)
	page.Eval("bluetooth()", nil)
	page.Eval("client.startScanning()", nil)
	page.Wait("toy('" + hush + "')")
	page.Eval("globalThis.hush = toy('"+hush+"'); null", nil)
	page.Eval("globalThis.ends = true; hush.vibrate(0.5)", nil)
	page.Wait("events.includes('devicereconnecting " + hush + "')")
	page.Eval("globalThis.ends = false; null", nil)
	page.Wait("events.includes('devicereconnected " + hush + "')")
	toy.Forget()
	page.EvalQuietly("hush.vibrate(0.25)", nil)
	toy.AwaitWrite(`"Vibrate:5;"`)
}
