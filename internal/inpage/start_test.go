//go:build !js

package inpage_test

import (
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	_ "github.com/gobuttplug/gobuttplug/server"
)

// What a page links initializes itself before a client can connect, and the browser compiles the code that does so.
// So tables are made when they are first needed.
func TestPackagesInitializeLittle(t *testing.T) {
	const most = 1024 // bytes, of any package
	program, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.Command(program, "-test.run=^$")
	cmd.Env = append(os.Environ(), "GODEBUG=inittrace=1")
	said, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", said)

	line := regexp.MustCompile(`(?m)^init github\.com/gobuttplug/gobuttplug/(\S+) @.*, (\d+) bytes, \d+ allocs$`)
	sizes := map[string]int{}
	for _, found := range line.FindAllStringSubmatch(string(said), -1) {
		sizes[found[1]], err = strconv.Atoi(found[2])
		require.NoError(t, err)
	}
	require.Contains(t, sizes, "protocol", "the report of the runtime is not as expected:\n%s", said)
	for name, size := range sizes {
		assert.LessOrEqual(t, size, most, "package %s makes a table when the program starts; make it when it is needed, with sync.OnceValue", name)
	}
}
