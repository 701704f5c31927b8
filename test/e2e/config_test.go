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

// open shows what is behind a headline of the page.
func open(page *lab.Page, headline string) {
	page.Find("heading", headline).Click()
}

func TestPageSearch(t *testing.T) {
	c := browser.Case(t)
	page := openPage(t, c)
	open(page, "Is my toy supported?")
	field, list := page.Find("searchbox", "Brand or model"), page.Find("list", "Models that were found")
	field.Fill("lovense hush")
	list.AwaitText("Lovense Hush\nVibrate; tells battery")
	field.Fill("We-Vibe sync")
	list.AwaitText("WeVibe Sync\n")
	field.Fill("libo karen")
	list.AwaitText("Not supported, so not offered")
	field.Fill("lioness")
	list.AwaitText("the PIN is 6496")
	page.Screenshot("page-search")
	field.Fill("electric kettle")
	page.Find("search", "").AwaitText("Not in the list")
}

func TestPageRemembersTheNameOfAToy(t *testing.T) {
	c := browser.Case(t)
	page := openPage(t, c)
	choose(page, "Simulated toys")
	page.Find("button", "Scan for toys").Click()
	status(page).AwaitText("6 toys")
	open(page, "Names and configuration files")
	row := page.Find("list", "Toys that this browser knows")
	row.Find("textbox", "Name of Simulated Rotator").Fill("Spinner")
	row.Find("textbox", "Name of Simulated Rotator").Press("Enter")
	page.Find("article", "Spinner").Find("button", "Stop Spinner").Await()
	page.Screenshot("page-settings")

	page.Reload()
	choose(page, "Simulated toys")
	page.Find("button", "Scan for toys").Click()
	page.Find("article", "Spinner").Await()
	page.Find("button", "Disconnect").Click()
	status(page).AwaitText("Not connected")
	open(page, "Names and configuration files")
	page.Find("button", "Forget names and files").Click()
	page.Find("button", "Connect").Click()
	page.Find("button", "Scan for toys").Click()
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
	open(page, "Names and configuration files")
	status := page.Find("group", "Device configuration")
	offer(page, strings.Replace(ownNames, `["Shop-Wand*"]`, `12`, 1))
	status.AwaitText("user_configs.protocols.lovense.communication.0.btle.names is 12; it must be an array")
	offer(page, ownNames)
	status.AwaitText("devices.json is in use, but for what is listed below")
	page.Find("list", "What was left out").AwaitText("user_configs.protocols.nosuch")
	page.Screenshot("page-config")

	choose(page, "This browser")
	page.Find("button", "Scan for toys").Click()
	toy.AwaitWrite(`"DeviceType;"`)
	page.Find("article", hush).Await()
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
