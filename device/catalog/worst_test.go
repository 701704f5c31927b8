package catalog

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestLoadLooksUpOnceForEachDevice: to look a model up is to walk through all, and a file may have
// 20,000, so it must not be done for each of them, nor for more devices than are taken. A protocol
// is asked for with each look.
func TestLoadLooksUpOnceForEachDevice(t *testing.T) {
	var models, devices []string
	for i := range 2000 {
		models = append(models, fmt.Sprintf(`{'identifier':['%d'],'name':'x','id':'$1'}`, i))
	}
	for i := range maxDevices + 50 {
		devices = append(devices, fmt.Sprintf(`{'identifier':{'protocol':'aneros','identifier':'x%d','address':'%d'},
			'config':{'id':'$1','base_id':'$2','features':[],'user_config':{'index':0}}}`, i, i))
	}
	user := userFile(`'protocols':{'aneros':{'configurations':[` + strings.Join(models, ",") + `]}},'devices':[` + strings.Join(devices, ",") + `]`)
	asked := 0
	loaded, err := Builtin(func(string) bool { asked++; return true }).Load(nil, user)
	require.NoError(t, err)
	assert.LessOrEqual(t, asked, 2*maxDevices+10)
	assert.Len(t, loaded.Warnings, maxDevices+1)
	assert.Contains(t, loaded.Warnings[maxDevices].String(), "user_configs.devices.256 is one too many; it and the rest are left out")
	assert.Contains(t, string(loaded.Settings.AppendFile(nil)), `"identifier":"x305"`, "but not lost")
}
