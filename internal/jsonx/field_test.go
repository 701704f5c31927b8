package jsonx

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestFieldsThatAreRight(t *testing.T) {
	var r Reader
	root := r.Root("Toy", parse(t, `{"Name":"Hush","Index":3.0,"Level":-7,"Speed":0.5,"On":true,"Gone":null,
		"List":[1,2],"Map":{"a":1,"b":2},"One":{"Vibrate":{"Value":4}}}`))
	assert.Equal(t, "Hush", root.Field("Name").Text())
	assert.EqualValues(t, 3, root.Field("Index").Uint32())
	assert.EqualValues(t, -7, root.Field("Level").Int32())
	assert.Equal(t, 0.5, root.Field("Speed").Float(0, 1))
	assert.True(t, root.Field("On").Bool())
	assert.True(t, root.Field("Gone").Unset())
	assert.True(t, root.Field("Nothing").Unset())
	assert.False(t, root.Field("On").Unset())

	sum := int32(0)
	list := root.Field("List")
	for i, item := range list.Items() {
		sum += item.Int32() << (8 * i)
	}
	assert.EqualValues(t, 0x201, sum)
	keys := ""
	object := root.Field("Map")
	for key, member := range object.Members() {
		keys += key + member.Path() + " "
	}
	assert.Equal(t, "aToy.Map.a bToy.Map.b ", keys)

	one := root.Field("One")
	name, command := one.Only()
	assert.Equal(t, "Vibrate", name)
	assert.EqualValues(t, 4, command.Field("Value").Int32())
	assert.Nil(t, r.Err)
}

func TestFieldsThatAreWrong(t *testing.T) {
	const text = `{"Name":5,"Index":4294967296,"Level":1.5,"Speed":1.01,"On":"yes","Null":null,"List":{},"Map":[],
		"None":{},"Two":{"a":1,"b":2},"Deep":[{"x":["y"]}],"odd name":0,"Long":"` + "ab\\n" + `"}`
	for want, read := range map[string]func(root *Field){
		"Toy.Name is 5; it must be a string":                                                         func(f *Field) { f.Field("Name").Text() },
		"Toy.Missing is missing; it must be a string":                                                func(f *Field) { f.Field("Missing").Text() },
		"Toy.Null is null; it must be a string":                                                      func(f *Field) { f.Field("Null").Text() },
		"Toy.Index is 4294967296; it must be a whole number from 0 to 4294967295":                    func(f *Field) { f.Field("Index").Uint32() },
		"Toy.Level is 1.5; it must be a whole number from -2147483648 to 2147483647":                 func(f *Field) { f.Field("Level").Int32() },
		"Toy.Speed is 1.01; it must be a number from 0 to 1":                                         func(f *Field) { f.Field("Speed").Float(0, 1) },
		`Toy.On is "yes"; it must be true or false`:                                                  func(f *Field) { f.Field("On").Bool() },
		`Toy.Long is "ab\n"; it must be true or false`:                                               func(f *Field) { f.Field("Long").Bool() },
		"Toy.List is an object; it must be an array":                                                 func(f *Field) { l := f.Field("List"); all(l.Items()) },
		"Toy.Map is an array; it must be an object":                                                  func(f *Field) { m := f.Field("Map"); all(m.Members()) },
		"Toy.Map is an array; it must be an object with exactly one member":                          func(f *Field) { m := f.Field("Map"); m.Only() },
		"Toy.None is an object with 0 members; it must be an object with exactly one member":         func(f *Field) { m := f.Field("None"); m.Only() },
		"Toy.Two is an object with 2 members; it must be an object with exactly one member":          func(f *Field) { m := f.Field("Two"); m.Only() },
		`Toy."odd name" is 0; it must be odd`:                                                        func(f *Field) { f.Field("odd name").Fail("odd") },
		"Toy.Deep.0.x.0 is \"y\"; it must be a whole number from 0 to 4294967295":                    deep,
		`Toy."` + strings.Repeat("n", 40) + `…" is missing; it must be shorter`:                      func(f *Field) { f.Field(strings.Repeat("n", 100)).Fail("shorter") },
		"Toy.Name is 5; it must be the first problem":                                                func(f *Field) { f.Field("Name").Fail("the first problem"); f.Field("On").Text() },
		"Toy.Name is of the wrong kind; it must be another":                                          func(f *Field) { f.Field("Name").FailAs("of the wrong kind", "another") },
		"Toy.Name is 5; it must be an object with exactly one member":                                func(f *Field) { n := f.Field("Name"); _, x := n.Only(); x.Field("y").Text() },
		"Toy.None.deeper.still is missing; it must be a whole number from -2147483648 to 2147483647": func(f *Field) { a := f.Field("None"); b := a.Field("deeper"); b.Field("still").Int32() },
	} {
		var r Reader
		root := r.Root("Toy", parse(t, text))
		read(&root)
		if assert.NotNil(t, r.Err, want) {
			assert.EqualError(t, r.Err, want)
		}
	}
}

func all[K, V any](seq func(func(K, V) bool)) {
	for range seq {
	}
}

func deep(f *Field) {
	list := f.Field("Deep")
	for _, item := range list.Items() {
		inner := item.Field("x")
		for _, x := range inner.Items() {
			x.Uint32()
			return
		}
	}
}

func TestDescribeIsShort(t *testing.T) {
	assert.Equal(t, `"`+strings.Repeat("a", 40)+`…"`, parse(t, `"`+strings.Repeat("a", 5000)+`"`).Describe())
	assert.Equal(t, strings.Repeat("1", 40)+"…", parse(t, strings.Repeat("1", 5000)).Describe())
	assert.Equal(t, "true", parse(t, "true").Describe())
	assert.Equal(t, "missing", Value{}.Describe())
}

func TestShortenKeepsCharactersWhole(t *testing.T) {
	assert.Equal(t, "abc", Shorten("abc", 3))
	assert.Equal(t, "ab…", Shorten("abcd", 2))
	assert.Equal(t, "a…", Shorten("aéé", 2))
	assert.Equal(t, "…", Shorten("😀😀", 3))
}
