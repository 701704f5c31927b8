//go:build js && wasm

package main

import (
	"math"
	"syscall/js"
)

// args are the arguments of a call from the page. Whatever is missing or of another type
// counts as zero.
type args []js.Value

func (a args) at(i int) js.Value {
	if i < len(a) {
		return a[i]
	}
	return js.Undefined()
}

// from are the arguments from the i-th on.
func (a args) from(i int) args { return a[min(i, len(a)):] }

func (a args) number(i int) float64 {
	if v := a.at(i); v.Type() == js.TypeNumber {
		return v.Float()
	}
	return 0
}

// id is a number that names something: 0 is none.
func (a args) id(i int) uint32 {
	if n := a.number(i); n >= 0 && n <= math.MaxUint32 {
		return uint32(n)
	}
	return 0
}

// request is the number of a request.
func (a args) request(i int) int64 {
	if n := a.number(i); n >= 0 && n <= 1<<53 {
		return int64(n)
	}
	return 0
}

func (a args) text(i int) string {
	if v := a.at(i); v.Type() == js.TypeString {
		return v.String()
	}
	return ""
}

func (a args) yes(i int) bool {
	v := a.at(i)
	return v.Type() == js.TypeBoolean && v.Bool()
}
