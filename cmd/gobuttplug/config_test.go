//go:build !js

package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/gobuttplug/gobuttplug/device"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const scanFrame = helloFrame + `[{"StartScanning":{"Id":2}}]`

const vibrateFrame = `[{"OutputCmd":{"Id":4,"DeviceIndex":0,"FeatureIndex":0,"Command":{"Vibrate":{"Value":5}}}}]`

// scanWith starts the command, scans, and ends it; it gives the last device list.
func scanWith(t *testing.T, args ...string) string {
	t.Helper()
	r := startServe(t, args...)
	ws, wait := talk(t, r.socket, scanFrame, nil)
	wait(`"ScanningFinished"`)
	require.NoError(t, ws.Write(t.Context(), websocket.MessageText, []byte(`[{"RequestDeviceList":{"Id":3}}]`)))
	list := wait(`"DeviceList":{"Id":3`)
	require.NoError(t, ws.Close(websocket.StatusNormalClosure, ""))
	require.Zero(t, r.stop())
	return list
}

func TestServeKeepsSettingsInTheUserFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "user.json")
	assert.Contains(t, scanWith(t, "--user-device-config", file), `"DeviceIndex":0,"DeviceName":"Simulated Vibrator"`)

	text, err := os.ReadFile(file)
	require.NoError(t, err, "the file is made")
	var saved struct {
		UserConfigs struct {
			Devices []struct {
				Config struct {
					UserConfig map[string]any `json:"user_config"`
				}
			}
		} `json:"user_configs"`
	}
	require.NoError(t, json.Unmarshal(text, &saved))
	require.Len(t, saved.UserConfigs.Devices, 6)

	require.NoError(t, os.Chmod(file, 0o640))
	edited := strings.Replace(string(text), `"index":0}`, `"index":30,"display_name":"Mine"}`, 1)
	edited = strings.Replace(edited, `"deny":false,"index":1}`, `"deny":true,"index":1}`, 1)
	require.NoError(t, os.WriteFile(file, []byte(edited), 0))
	list := scanWith(t, "--user-device-config", file)
	assert.Contains(t, list, `"DeviceIndex":30,"DeviceName":"Simulated Vibrator","DeviceDisplayName":"Mine"`)
	assert.NotContains(t, list, "Rotator", "it is denied")

	info, err := os.Stat(file)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o640), info.Mode().Perm())
	left, err := filepath.Glob(file + ".*")
	require.NoError(t, err)
	assert.Empty(t, left, "no temporary file stays")
}

func TestServeLeavesABrokenUserFileAside(t *testing.T) {
	file := filepath.Join(t.TempDir(), "user.json")
	broken := `{"version":{"major":4,"minor":0},"user_configs":{"devices":5}}`
	require.NoError(t, os.WriteFile(file, []byte(broken), 0o600))
	c, err := readConfig("", file)
	require.NoError(t, err)
	require.Len(t, c.notes, 1)
	assert.Contains(t, c.notes[0], "user_configs.devices is 5; it must be an array; it is left out, and a copy is in "+file+".unreadable")
	assert.Contains(t, scanWith(t, "--user-device-config", file), "Simulated Vibrator", "the built-in catalogue is in force")
	copied, err := os.ReadFile(file + ".unreadable")
	require.NoError(t, err)
	assert.Equal(t, broken, string(copied))
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Contains(t, string(text), "Simulated Vibrator", "and the settings are saved")
}

func TestServeTellsWhatIsWrongWithConfigurationFiles(t *testing.T) {
	dir := t.TempDir()
	file := func(name, content string) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
		return path
	}
	for _, tt := range []struct{ flag, path, want string }{
		{"--device-config", filepath.Join(dir, "missing"), "--device-config: open"},
		{"--device-config", file("a", `{"version":{"major":3,"minor":0}}`), "version.major is 3; it must be 4 or 5"},
		{"--device-config", file("b", `{"version":`), "base file can't be read"},
		{"--user-device-config", dir, "--user-device-config: read"},
	} {
		var stdout, stderr strings.Builder
		assert.Equal(t, 1, run(t.Context(), []string{"serve", "--port", "0", tt.flag, tt.path}, &stdout, &stderr))
		assert.Contains(t, stderr.String(), tt.want)
		assert.Empty(t, stdout.String())
	}
}

func TestServeSaysWhatItLeavesOut(t *testing.T) {
	base := filepath.Join(t.TempDir(), "base.json")
	require.NoError(t, os.WriteFile(base, []byte(`{"version":{"major":4,"minor":0},"protocols":{"nosuch":{}}}`), 0o600))
	c, err := readConfig(base, "")
	require.NoError(t, err)
	require.Len(t, c.notes, 1)
	assert.Contains(t, c.notes[0], "base file: protocols.nosuch")
	lines := make(chan string, 8)
	c.keep(func(line string) { lines <- line })()
	assert.Equal(t, c.notes[0], <-lines)
}

func TestSettingsThatCanNotBeSavedAreTold(t *testing.T) {
	c, err := readConfig("", filepath.Join(t.TempDir(), "missing", "user.json"))
	require.NoError(t, err)
	lines := make(chan string, 8)
	end := c.keep(func(line string) { lines <- line })
	def, ok := c.Catalog.Define("lovense", "Z")
	require.True(t, ok)
	c.Settings.Apply(keyOf("lovense", "Z"), def)
	select {
	case line := <-lines:
		assert.Contains(t, line, "could not be saved, chosen with --user-device-config")
	case <-time.After(10 * time.Second):
		t.Fatal("nothing was told")
	}
	end()
}

func keyOf(protocol, identifier string) device.Key {
	return device.Key{Address: "AA:BB", Protocol: protocol, Identifier: identifier}
}
