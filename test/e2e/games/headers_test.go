package games

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/test/e2e/lab"
)

// documented are the headers in docs/security-headers.md, by the title that stands before them.
func documented(t *testing.T) map[string]map[string]string {
	t.Helper()
	text, err := os.ReadFile("../../../docs/security-headers.md")
	require.NoError(t, err)
	all := map[string]map[string]string{}
	for _, m := range regexp.MustCompile("(?s)\n## ([^\n]+)\n(?:[^`#]|`[^`\n]+`)*```http\n(.*?)```").FindAllStringSubmatch(string(text), -1) {
		headers := map[string]string{}
		for line := range strings.Lines(m[2]) {
			name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
			headers[name] = value
		}
		all[m[1]] = headers
	}
	return all
}

const goButton = "<button id=\"go\">Play</button>\n"

var strictPages = map[string]string{
	"module":         html(goButton + `<script type="module" src="/strict.mjs"></script>`),
	"classic script": html(goButton + `<script src="/gobuttplug/gobuttplug.js"></script><script src="/strict.js"></script>`),
}

// keepsPace checks that a hidden page has a clock that is not slowed down: each change of
// the speed has to wait for the gap after the one before.
func keepsPace(t *testing.T, page *lab.Page, toy *lab.Toy) {
	t.Helper()
	page.Hide()
	begin := time.Now()
	for range 4 {
		for _, level := range []string{"0.25", "0.5"} {
			page.Eval("[...client.devices.values()][0].vibrate("+level+")", nil)
		}
		toy.AwaitWrite(`"Vibrate:10;"`)
	}
	assert.Less(t, time.Since(begin), 3*time.Second)
}

func TestSecurityHeaders(t *testing.T) {
	all := documented(t)
	for _, tt := range []struct {
		title, page string
		holds       string // what tells that the headers are in force, an expression in the page
	}{
		{"Content-Security-Policy", "module", "evalIsForbidden"},
		{"Content-Security-Policy of the classic script", "classic script", "evalIsForbidden"},
		{"Trusted Types", "module", "(() => { try { document.body.innerHTML = ''; return false; } catch { return true; } })()"},
		{"Trusted Types", "classic script", "(() => { try { document.body.innerHTML = ''; return false; } catch { return true; } })()"},
		{"Cross-origin isolation", "module", "crossOriginIsolated"},
		{"Cross-origin isolation", "classic script", "crossOriginIsolated"},
		{"Permissions-Policy", "module", "document.featurePolicy.allowsFeature('bluetooth')"},
	} {
		t.Run(tt.title+" "+tt.page, func(t *testing.T) {
			require.Contains(t, all, tt.title)
			c := browser.Case(t)
			toy := c.AddHush()
			page := c.Open(own(map[string]string{"/game/": strictPages[tt.page]}).With(all[tt.title]).Serve(t) + "/game/")
			page.Wait("document.title === 'Ready'")
			page.Find("button", "Play").Click()
			toy.AwaitWrite(`"Vibrate:10;"`)
			keepsPace(t, page, toy)
			page.ExpectError("Evaluating a string as JavaScript violates")
			page.ExpectError("assignment. The action has been blocked")
			var holds bool
			page.Eval(tt.holds, &holds)
			assert.True(t, holds, tt.holds)
		})
	}
}

// A host page that puts the game in a sandbox, as the document says.
func TestSandbox(t *testing.T) {
	text, err := os.ReadFile("../../../docs/security-headers.md")
	require.NoError(t, err)
	frame := regexp.MustCompile(`<iframe [^>]*></iframe>`).FindString(string(text))
	require.NotEmpty(t, frame)
	c := browser.Case(t)
	toy := c.AddHush()
	game := strings.Replace(own(map[string]string{"/game/": strictPages["module"]}).Serve(t), "127.0.0.1", "localhost", 1) + "/game/"
	host := own(map[string]string{"/host/": html(strings.Replace(frame, "https://game.example/", game, 1))}).Serve(t)
	page := c.Open(host + "/host/").Frame("/game/")
	page.Wait("document.title === 'Ready'")
	page.Find("button", "Play").Click()
	toy.AwaitWrite(`"Vibrate:10;"`)
}
