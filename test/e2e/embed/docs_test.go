package embed

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// quotation is a block of code in a document, with the file that it is copied from.
var quotation = regexp.MustCompile("(?s)<!-- (examples/[\\w./-]+) -->\n```\\w*\n(.*?)```")

func TestDocumentsQuoteTheExamples(t *testing.T) {
	text, err := os.ReadFile("../../../docs/embedding.md")
	require.NoError(t, err)
	quoted := quotation.FindAllStringSubmatch(string(text), -1)
	assert.Len(t, quoted, 13)
	for _, q := range quoted {
		source, err := os.ReadFile(filepath.Join("../../..", q[1]))
		require.NoError(t, err)
		assert.Contains(t, string(source), q[2], q[1])
	}
}

// The links between the documents and to the examples lead somewhere.
func TestLinksOfDocuments(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)#:]+)(?:#[^)]*)?\)`)
	for _, pattern := range []string{"docs/embedding.md", "docs/iframes.md", "docs/twine.md", "examples/README.md", "examples/*/README.md"} {
		files, err := filepath.Glob(filepath.Join("../../..", pattern))
		require.NoError(t, err)
		require.NotEmpty(t, files, pattern)
		for _, file := range files {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			for _, l := range link.FindAllStringSubmatch(string(text), -1) {
				_, err := os.Stat(filepath.Join(filepath.Dir(file), l[1]))
				assert.NoError(t, err, file)
			}
		}
	}
}
