package architecture

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The tests that docs/security.md names are there, and every threat in its tables has one.
func TestSecurityIsTested(t *testing.T) {
	document, err := os.ReadFile(filepath.Join(root, "docs", "security.md"))
	require.NoError(t, err)
	name := regexp.MustCompile("`([a-z0-9/]+)\\.((?:Test|Fuzz)\\w+)`")
	count := 0
	for _, line := range strings.Split(string(document), "\n") {
		named := name.FindAllStringSubmatch(line, -1)
		if strings.HasPrefix(line, "| ") && !strings.HasSuffix(line, "| shown by |") {
			assert.NotEmpty(t, named, line)
		}
		for _, one := range named {
			count++
			assert.True(t, hasTest(t, one[1], one[2]), "there is no %s in %s", one[2], one[1])
		}
	}
	assert.Greater(t, count, 40)
}

// hasTest reports whether there is a test in a folder.
func hasTest(t *testing.T, folder, name string) bool {
	files, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(folder), "*_test.go"))
	require.NoError(t, err)
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		if strings.Contains(string(text), "\nfunc "+name+"(") {
			return true
		}
	}
	return false
}
