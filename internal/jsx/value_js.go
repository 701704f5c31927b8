//go:build js && wasm

package jsx

import (
	"math"

	"github.com/hack-pad/safejs"
)

// TypeOf is the type of v. A value that Go does not know, a BigInt, counts as undefined.
func TypeOf(v safejs.Value) (t safejs.Type) {
	defer func() {
		if recover() != nil {
			t = safejs.TypeUndefined
		}
	}()
	return v.Type()
}

// IsNullish reports whether v is null or undefined.
func IsNullish(v safejs.Value) bool { return v.IsNull() || v.IsUndefined() }

// String is v if v is a string.
func String(v safejs.Value) (string, bool) {
	if TypeOf(v) != safejs.TypeString {
		return "", false
	}
	s, err := v.String()
	return s, err == nil
}

// Number is v if v is a number other than NaN.
func Number(v safejs.Value) (float64, bool) {
	if TypeOf(v) != safejs.TypeNumber {
		return 0, false
	}
	f, err := v.Float()
	if err != nil || math.IsNaN(f) {
		return 0, false
	}
	return f, true
}

// Bool is v if v is a boolean.
func Bool(v safejs.Value) (value, ok bool) {
	if TypeOf(v) != safejs.TypeBoolean {
		return false, false
	}
	b, err := v.Bool()
	return b, err == nil
}

// Get is a property of an object; undefined if the object is none, lacks the property
// or throws when asked.
func Get(object safejs.Value, property string) safejs.Value {
	return std().get(object, property)
}

func (b *builtins) get(object safejs.Value, property string) safejs.Value {
	switch TypeOf(object) {
	case safejs.TypeObject, safejs.TypeFunction:
		v, err := b.reflectGet.Invoke(object, property)
		if err != nil {
			return safejs.Undefined()
		}
		return v
	}
	return safejs.Undefined()
}

// Set sets a property of an object. What a setter throws is an *Exception.
func Set(object safejs.Value, property string, value any) error {
	_, err := std().reflectSet.Invoke(object, property, value)
	return checked(err)
}

// StringOrEmpty is a property; "" if it is not a string.
func StringOrEmpty(object safejs.Value, property string) string {
	s, _ := String(Get(object, property))
	return s
}

// NumberOrZero is a property; 0 if it is not a number, or NaN.
func NumberOrZero(object safejs.Value, property string) float64 {
	f, _ := Number(Get(object, property))
	return f
}

// BoolOrFalse is a property; false if it is not a boolean.
func BoolOrFalse(object safejs.Value, property string) bool {
	b, _ := Bool(Get(object, property))
	return b
}

// Items are the elements of an array or of anything else with a length, at most limit.
func Items(v safejs.Value, limit int) []safejs.Value {
	n := int(min(max(NumberOrZero(v, "length"), 0), float64(limit)))
	items := make([]safejs.Value, 0, n)
	for i := range n {
		item, err := std().reflectGet.Invoke(v, i)
		if err != nil {
			break
		}
		items = append(items, item)
	}
	return items
}
