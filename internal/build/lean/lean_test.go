package lean

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/internal/build/toolchain"
)

// A package that was renamed would make the module larger, and nothing would say so.
func TestColdPackagesExist(t *testing.T) {
	for _, packages := range cold {
		list, err := toolchain.Go{Dir: root, Env: toolchain.Target}.Output("list", "./"+packages)
		require.NoError(t, err)
		assert.Contains(t, list, module+"/")
	}
}
