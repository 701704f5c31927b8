package catalog

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestLoadOfTheLargestFilesEnds: what takes time for each model and each device together
// must stay bearable.
func TestLoadOfTheLargestFilesEnds(t *testing.T) {
	var models, devices []string
	for i := range 20000 {
		models = append(models, fmt.Sprintf(`{'identifier':['%d'],'name':'%s','id':'$1'}`, i, strings.Repeat("x", 100)))
	}
	for i := range maxDevices + 50 {
		devices = append(devices, fmt.Sprintf(`{'identifier':{'protocol':'aneros','identifier':'x%d','address':'%d'},
			'config':{'id':'$1','base_id':'$2','features':[],'user_config':{'index':0}}}`, i, i))
	}
	user := userFile(`'protocols':{'aneros':{'configurations':[` + strings.Join(models, ",") + `]}},'devices':[` + strings.Join(devices, ",") + `]`)
	require.Less(t, len(user), maxFile)
	start := time.Now()
	loaded := load(t, nil, user)
	assert.Less(t, time.Since(start), 20*time.Second, "well under a second on any machine of today")
	assert.Len(t, loaded.Warnings, maxDevices+1)
	assert.Contains(t, loaded.Warnings[maxDevices].String(), "user_configs.devices.256 is one too many; it and the rest are left out")
	assert.Contains(t, string(loaded.Settings.AppendFile(nil)), `"identifier":"x305"`, "but not lost")
}
