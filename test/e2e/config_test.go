package e2e

import (
	"strings"
	"testing"

	"github.com/gobuttplug/gobuttplug/test/e2e/lab"
	"github.com/stretchr/testify/assert"
)

// ownNames is a user file that gives Lovense toys another name to be found by.
const ownNames = `{"version":{"major":4,"minor":0},"user_configs":{"protocols":{
	"lovense":{"communication":[{"btle":{"names":["Shop-Wand*"]}}]},
	"nosuch":{}}}}`

func TestPageSearch(t *testing.T) {
	c := browser.Case(t)
	page := openPage(t, c)
	page.Find("link", "Is my toy supported?").Click()
	field, list := page.Find("searchbox", "Brand or model"), page.Find("list", "Models that were found")
	field.Fill("lovense hush")
	list.AwaitText("Lovense Hush\nVibration; tells Battery")
	field.Fill("We-Vibe sync")
	list.AwaitText("WeVibe Sync\n")
	field.Fill("libo karen")
	list.AwaitText("Not supported yet")
	field.Fill("lioness")
	list.AwaitText("the PIN is 6496")
	page.Screenshot("page-search")
	field.Fill("electric kettle")
	page.Find("region", "Is my toy supported?").AwaitText("It is not in the list")
}

func TestPageRemembersTheNameOfAToy(t *testing.T) {
	c := browser.Case(t)
	page := openPage(t, c)
	page.Find("button", simulate).Click()
	card := page.Find("article", "Simulated Rotator").Await()
	card.Find("button", "Give Simulated Rotator a name").Click()
	card.Find("textbox", "Your name for it").Fill("Spinner")
	card.Find("textbox", "Your name for it").Press("Enter")
	named := page.Find("article", "Spinner")
	named.Find("button", "Stop Spinner").Await()
	named.AwaitText("Simulated Rotator") // the model

	page.Reload()
	page.Find("button", simulate).Click()
	named.Await()
	page.Find("button", "Disconnect").Click()
	status(page).AwaitText("Not connected")
	page.Find("link", "Settings").Click()
	page.Find("button", "Forget files and names").Click()
	page.Find("region", "Toys that are not in the list").AwaitText("All files and names are forgotten.")
	page.Find("link", "Toys").Click()
	page.Find("button", simulate).Click()
	page.Find("article", "Simulated Rotator").Await()
}

// offer makes the page's file field hold a file.
func offer(page *lab.Page, text string) {
	page.Eval(`{
		const files = new DataTransfer(), field = document.querySelector('input[type=file]');
		files.items.add(new File([`+"`"+text+"`"+`], 'devices.json'));
		field.files = files.files;
		field.dispatchEvent(new Event('change'));
	}`, nil)
}

func TestPageLoadsAConfigurationFile(t *testing.T) {
	c := browser.Case(t)
	wand := lab.Lovense("Shop-Wand 7", address, hushID)
	toy := c.Add(wand)
	page := openPage(t, c)
	page.Find("link", "Settings").Click()
	status := page.Find("region", "Toys that are not in the list").Await()
	offer(page, strings.Replace(ownNames, `["Shop-Wand*"]`, `12`, 1))
	status.AwaitText("user_configs.protocols.lovense.communication.0.btle.names is 12; it must be an array")
	offer(page, ownNames)
	status.AwaitText("devices.json is in use, but for what is listed below")
	page.Find("list", "What was left out").AwaitText("user_configs.protocols.nosuch")
	page.Screenshot("page-config")

	page.Find("link", "Toys").Click()
	page.Find("button", chooseToy).Click()
	toy.AwaitWrite(`"DeviceType;"`)
	page.Find("article", hush).Await()
	page.Find("link", "Settings").Click()
	offer(page, `{"version":{"major":4,"minor":1}}`)
	status.AwaitText("Disconnect first")
}

func TestConnectorWithConfigurationFiles(t *testing.T) {
	c := browser.Case(t)
	toy := c.Add(lab.Lovense("Shop-Wand 7", address, hushID))
	page := c.Open(site(t) + "/client.html")
	page.Eval("ready", nil)
	page.ExpectError("404")
	assert.Equal(t, "ButtplugClientConnectorException config-unreachable", outcome(page, "bluetooth({ deviceConfig: 'nowhere.json' })"))
	assert.Equal(t, "ButtplugDeviceConfigError invalid-config", outcome(page, "bluetooth({ deviceConfig: new Blob(['{']) })"))
	var wrong []string
	page.Eval(`bluetooth({ userDeviceConfig: { version: { major: 4 }, user_configs: { devices: 5 } } }).catch(e => [e.file, e.path, e.problem])`, &wrong)
	assert.Equal(t, []string{"user file", "user_configs.devices", "is 5; it must be an array"}, wrong)

	// What was in force still is: the built-in catalogue.
	assert.Equal(t, "ok", outcome(page, "bluetooth()"))
	assert.Equal(t, "ButtplugClientConnectorException config-in-use", outcome(page, "new ButtplugClient('other').connect(new ButtplugWasmClientConnector({ userDeviceConfig: `"+ownNames+"` }))"))
	page.Eval("client.disconnect()", nil)

	page.Eval(`{
		globalThis.connector = new ButtplugWasmClientConnector({ userDeviceConfig: new URL('data:application/json,' + encodeURIComponent(`+"`"+ownNames+"`"+`)) });
		connector.on('configwarning', all => events.push('warning ' + all[0].path));
	}`, nil)
	page.Eval("client.connect(connector)", nil)
	assert.Contains(t, events(page), "warning user_configs.protocols.nosuch")
	page.Eval("client.startScanning()", nil)
	page.Wait("toy('" + hush + "')")
	toy.AwaitWrite(`"DeviceType;"`)
	var known int
	page.Wait("deviceConfig.userFile?.user_configs.devices.length === 1")
	page.Eval("deviceConfig.userFile.user_configs.devices[0].config.user_config.index", &known)
	assert.Zero(t, known)
}
