//go:build js && wasm

package jsx

import (
	"errors"
	"strconv"

	"github.com/hack-pad/safejs"
)

// TooLongError tells that JavaScript handed over more bytes than wanted.
type TooLongError struct{ Length, Limit int }

func (e *TooLongError) Error() string {
	return "got " + strconv.Itoa(e.Length) + " bytes, at most " + strconv.Itoa(e.Limit) + " are taken"
}

var errNotBytes = errors.New("got something that is neither an ArrayBuffer nor a view of one")

// Uint8Array makes a Uint8Array with a copy of data.
func Uint8Array(data []byte) (safejs.Value, error) {
	array, err := std().uint8ArrayClass.New(len(data))
	if err != nil {
		return safejs.Undefined(), checked(err)
	}
	if len(data) > 0 {
		_, err = safejs.CopyBytesToJS(array, data)
	}
	return array, checked(err)
}

// CopyTo copies data into a Uint8Array of that length.
func CopyTo(array safejs.Value, data []byte) error {
	_, err := safejs.CopyBytesToJS(array, data)
	return checked(err)
}

// Bytes copies the content of an ArrayBuffer, a DataView or a typed array. It fails if v
// is none, is detached, or holds more than limit bytes (*TooLongError).
func Bytes(v safejs.Value, limit int) ([]byte, error) {
	length, ok := Number(Get(v, "byteLength"))
	if !ok || length < 0 {
		return nil, errNotBytes
	}
	if length > float64(limit) {
		return nil, &TooLongError{Length: int(min(length, 1<<53)), Limit: limit}
	}
	buffer, offset := v, 0.0
	if whole := Get(v, "buffer"); !whole.IsUndefined() {
		buffer, offset = whole, NumberOrZero(v, "byteOffset")
	}
	// A DataView takes nothing but a buffer; a Uint8Array would copy any list of any length.
	if _, err := std().dataViewClass.New(buffer, offset, length); err != nil {
		return nil, checked(err)
	}
	array, err := std().uint8ArrayClass.New(buffer, offset, length)
	if err != nil {
		return nil, checked(err)
	}
	data := make([]byte, int(length))
	n, err := safejs.CopyBytesToGo(data, array)
	if err != nil {
		return nil, checked(err)
	}
	return data[:n], nil
}
