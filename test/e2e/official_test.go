package e2e

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/gobuttplug/gobuttplug/test/e2e/lab"
)

// The official clients that run in a page, unmodified, over the server in the page.
var officials = []struct{ client, half, seven, rotate string }{
	{"3", "hush.vibrate(0.5)", "hush.vibrate(7 / 20)", "hush.rotate(0.5, true)"},
	{"4", "hush.runOutput(buttplug.DeviceOutput.Vibrate.percent(0.5))", "hush.runOutput(buttplug.DeviceOutput.Vibrate.steps(7))", "hush.runOutput(buttplug.DeviceOutput.Rotate.steps(1))"},
	{"5", "hush.runOutput(buttplug.DeviceOutput.Vibrate.percent(0.5))", "hush.runOutput(buttplug.DeviceOutput.Vibrate.steps(7))", "hush.runOutput(buttplug.DeviceOutput.Rotate.steps(1))"},
}

func openOfficial(t *testing.T, c *lab.Case, client, devices string) *lab.Page {
	t.Helper()
	page := c.Open(site(t) + "/official.html?client=" + client + "&devices=" + devices)
	page.Wait("globalThis.loaded")
	page.Eval("ready", nil)
	return page
}

func TestOfficialClientsDriveAToy(t *testing.T) {
	for _, o := range officials {
		t.Run("version "+o.client, func(t *testing.T) {
			c := browser.Case(t)
			toy := c.AddHush()
			page := openOfficial(t, c, o.client, "webbluetooth")
			page.Eval("client.startScanning()", nil)
			page.Wait("toy('" + hush + "')")
			page.Eval("globalThis.hush = toy('"+hush+"'); null", nil)
			toy.Expect(`"DeviceType;"`)
			page.Eval(o.half, nil)
			toy.Expect(`"Vibrate:10;"`)
			var battery float64
			page.Eval("hush.battery()", &battery)
			assert.Contains(t, []float64{0.85, 85}, battery)
			toy.Expect(`"Battery;"`)
			page.Eval("hush.stop()", nil)
			toy.Expect(`"Vibrate:0;"`)
			page.Eval(o.seven, nil)
			toy.Expect(`"Vibrate:7;"`)
			assert.Contains(t, page.EvalError(o.rotate), "Rotate")
			page.Eval("client.stopAllDevices()", nil)
			toy.Expect(`"Vibrate:0;"`)
			page.Eval(o.half, nil)
			toy.Expect(`"Vibrate:10;"`)
			toy.Disconnect()
			page.Wait("events.includes('deviceremoved " + hush + "')")
			page.Wait("toy('" + hush + "')") // it is back, under its index
			var again struct{ Index, Before int }
			page.Eval("({ Index: toy('"+hush+"').index, Before: hush.index })", &again)
			assert.Equal(t, again.Before, again.Index)
			page.Eval("globalThis.hush = toy('"+hush+"'); null", nil)
			page.Eval(o.half, nil)
			toy.AwaitWrite(`"Vibrate:10;"`)
			page.Eval("client.disconnect()", nil)
			assert.Equal(t, []string{"deviceadded " + hush, "scanningfinished", "deviceremoved " + hush, "deviceadded " + hush}, events(page)[:4])
			assert.Contains(t, events(page), "disconnect")
			var connected bool
			page.Eval("connector.Connected", &connected)
			assert.False(t, connected)
		})
	}
}

// The newest one meets every output and input that there is.
func TestOfficialClientDrivesSimulatedToys(t *testing.T) {
	page := openOfficial(t, browser.Case(t), "5", "simulated")
	page.Eval("client.startScanning()", nil)
	page.Wait("client.devices.size === 6")
	page.Eval(`import('/dist/gobuttplug.mjs').then(({ simulatedToys }) => {
		globalThis.toys = simulatedToys;
		globalThis.states = {};
		return simulatedToys.watch(state => { states[state.name] = state; });
	}).then(() => null)`, nil)
	for _, o := range []struct{ toy, output, command string }{
		{"Simulated Vibrator", "Vibrate", "Vibrate.value(10)"},
		{"Simulated Rotator", "Rotate", "Rotate.value(-5)"},
		{"Simulated Rotator", "Vibrate", "Vibrate.percent(1)"},
		{"Simulated Stroker", "Position", "Position.value(40)"},
		{"Simulated Stroker", "HwPositionWithDuration", "HwPositionWithDuration.value(70, 500)"},
		{"Simulated Stroker", "Oscillate", "Oscillate.value(7)"},
		{"Simulated Air Pump", "Constrict", "Constrict.value(3)"},
		{"Simulated Air Pump", "Spray", "Spray.value(1)"},
		{"Simulated Heater", "Temperature", "Temperature.value(-4)"},
		{"Simulated Heater", "Led", "Led.value(9)"},
	} {
		page.Eval("toy('"+o.toy+"').runOutput(buttplug.DeviceOutput."+o.command+")", nil)
		page.Wait("states['" + o.toy + "'].outputs.some(o => o.type === '" + o.output + "' && o.value !== 0)")
	}
	for _, name := range []string{"Pressure", "Button"} {
		page.Eval(`events.length = 0; (async () => {
			const feature = [...toy('Simulated Trainer').features.values()].find(f => f.hasInput('`+name+`'));
			await feature.runInput('`+name+`', 'Subscribe');
			await toys.setInput('Simulated Trainer', feature.index, '`+name+`', 1);
		})()`, nil)
		page.Wait("events.includes('inputreading')")
	}
}
