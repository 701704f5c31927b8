// Package lean tells the go command how to make the module small: with changed copies of
// three files of the Go module safejs, and without copies of functions that are rarely
// called. Go and its standard library stay as they are.
//
// safejs describes errors with package fmt, and nothing else in the module needs that.
// go.mod and the module cache stay as they are, too: a workspace puts the copy of safejs in
// the place of the original.
package lean

const module = "github.com/gobuttplug/gobuttplug"

// cold are packages that are large and rarely run: their functions are not copied into
// those that call them. Elsewhere that would cost time, and memory for each message.
var cold = []string{"device/...", "legacy", "protocol/...", "server", "simulated", "webbluetooth", "websocket"}

// Flags returns the flags of the go command for a small module.
func Flags() (all []string) {
	for _, packages := range cold {
		all = append(all, "-gcflags="+module+"/"+packages+"=-l")
	}
	return all
}
