package legacy

import (
	"slices"
	"strings"

	"github.com/gobuttplug/gobuttplug/internal/jsonx"
	"github.com/gobuttplug/gobuttplug/message"
)

// test gives a string back; the string "Error" asks for an error.
func test(r *request) ([]message.Message, *message.Error) {
	text := r.body.Field("TestString").Text()
	if err := r.unreadable(); err != nil {
		return nil, err
	}
	if text == "Error" {
		return nil, r.fail(message.CodeMessage, "This is the error that Test with the TestString Error asks for.")
	}
	if !r.translator.expect(asked{id: r.el.ID, kind: echo, text: strings.Clone(text)}) {
		return nil, r.crowded()
	}
	return r.nothing(), nil
}

func appendTest(dst []byte, to asked) []byte {
	dst = appendStart(dst, "Test", to.id)
	dst = append(dst, `,"TestString":`...)
	dst = jsonx.AppendString(dst, to.text)
	return append(dst, `}}]`...)
}

var logLevels = []string{"Off", "Fatal", "Error", "Warn", "Info", "Debug", "Trace"}

// requestLog is agreed to, but no Log follows: what a server notes down is nothing for
// whoever connects.
func requestLog(r *request) ([]message.Message, *message.Error) {
	level := r.body.Field("LogLevel")
	if !slices.Contains(logLevels, level.Text()) {
		level.Fail("one of " + strings.Join(logLevels, ", "))
	}
	if err := r.unreadable(); err != nil {
		return nil, err
	}
	return r.nothing(), nil
}
