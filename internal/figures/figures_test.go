package figures

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestWrite(t *testing.T) {
	document := filepath.Join(t.TempDir(), "report.md")
	const before, after = "a\n<!-- figures of it -->\n", "<!-- end of the figures of it -->\nb\n"
	require.NoError(t, os.WriteFile(document, []byte(before+"\n| old |\n\n"+after), 0o600))
	for _, text := range []string{"| new |", "\n| new |\n"} {
		require.NoError(t, Write(document, "it", text))
		page, err := os.ReadFile(document)
		require.NoError(t, err)
		assert.Equal(t, before+"\n| new |\n\n"+after, string(page))
		written, err := Read(document, "it")
		require.NoError(t, err)
		assert.Equal(t, "| new |", written)
	}
	assert.ErrorContains(t, Write(document, "other", "x"), "figures of other")
	assert.ErrorIs(t, Write(document+"x", "it", "x"), os.ErrNotExist)
	require.NoError(t, os.WriteFile(document, []byte(before), 0o600))
	require.Error(t, Write(document, "it", "x"))
	page, err := os.ReadFile(document)
	require.NoError(t, err)
	assert.Equal(t, before, string(page), "left as it was")
}

func TestTaken(t *testing.T) {
	assert.Regexp(t, regexp.MustCompile(`^\d{4}-\d\d-\d\d, [1-9]\d* × \S.*, \w+, \S*go\S*\d`), Taken())
}
