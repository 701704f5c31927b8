//go:build js && wasm

package jsx

import (
	"errors"
	"syscall/js"
	"unicode/utf8"

	"github.com/hack-pad/safejs"
)

// maxText bounds the texts of exceptions, in bytes.
const maxText = 1024

// Thrown makes an error of what JavaScript threw or what a promise was rejected with.
func Thrown(reason safejs.Value) *Exception {
	if text, ok := String(reason); ok {
		return &Exception{Message: bounded(text)}
	}
	return &Exception{
		Name:    bounded(StringOrEmpty(reason, "name")),
		Message: bounded(StringOrEmpty(reason, "message")),
		Code:    bounded(StringOrEmpty(reason, "code")),
	}
}

// NewError makes a JavaScript Error with that name. The result is undefined if the page
// has broken its Error.
func NewError(name, message string) safejs.Value {
	e, err := std().errorClass.New(message)
	if err != nil {
		return safejs.Undefined()
	}
	if name != "" && name != "Error" {
		_ = Set(e, "name", name)
	}
	return e
}

// checked turns the exceptions among safejs' errors into *Exception. It must see every
// error of safejs: the text of a js.Error can panic.
func checked(err error) error {
	if err == nil {
		return nil
	}
	if thrown, ok := errors.AsType[js.Error](err); ok {
		return Thrown(safejs.Safe(thrown.Value))
	}
	return err
}

func bounded(text string) string {
	if len(text) <= maxText {
		return text
	}
	end := maxText
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + "…"
}
