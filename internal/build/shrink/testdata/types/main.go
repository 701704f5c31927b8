// Command types uses types in every way that does not need package reflect, which it has not, so
// that what only reflection reads is taken away. It prints what it finds, for comparison.
package main

import (
	"cmp"
	"context"
	"errors"
	"os"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"time"
)

type shape interface{ area() int }

type namer interface{ Name() string }

type named interface {
	shape
	namer
}

type square struct{ unseenField int }

func (s square) area() int      { return s.unseenField * s.unseenField }
func (s *square) Name() string  { return "square of " + strconv.Itoa(s.unseenField) }
func (s square) String() string { return "a square" }

type circle int

func (c circle) area() int    { return 3 * int(c) * int(c) }
func (c circle) Name() string { return "circle" }

type failure struct {
	text  string
	cause error
}

func (f *failure) Error() string        { return f.text }
func (f *failure) Unwrap() error        { return f.cause }
func (f *failure) Is(target error) bool { return target == errIs }

type code uint8

func (c code) Error() string { return "code " + strconv.Itoa(int(c)) }

type coder interface {
	error
	Code() int
}

func (c code) Code() int { return int(c) }

var errIs = errors.New("is")

// tree and list are generic, with methods that are called through interfaces.
type tree[K cmp.Ordered, V any] struct {
	left, right *tree[K, V]
	key         K
	value       V
}

func (t *tree[K, V]) put(k K, v V) *tree[K, V] {
	switch {
	case t == nil:
		return &tree[K, V]{key: k, value: v}
	case k < t.key:
		t.left = t.left.put(k, v)
	default:
		t.right = t.right.put(k, v)
	}
	return t
}

func (t *tree[K, V]) each(do func(K, V)) {
	if t != nil {
		t.left.each(do)
		do(t.key, t.value)
		t.right.each(do)
	}
}

type eacher[K, V any] interface{ each(do func(K, V)) }

type key struct {
	of   any
	name string
	at   [2]int8
}

func say(parts ...any) {
	line := ""
	for _, part := range parts {
		switch part := part.(type) {
		case string:
			line += part
		case int:
			line += strconv.Itoa(part)
		case bool:
			line += strconv.FormatBool(part)
		case interface{ String() string }:
			line += part.String()
		case error:
			line += part.Error()
		case nil:
			line += "nil"
		default:
			line += "?"
		}
		line += " "
	}
	os.Stdout.WriteString(line + "\n")
}

// recovered tells what f panics with.
func recovered(name string, f func()) {
	defer func() { say(name, recover()) }()
	f()
}

func shapes() {
	for _, s := range []any{square{3}, &square{4}, circle(2), 5, nil, struct{ namer }{circle(1)}} {
		a, isShape := s.(shape)
		n, isNamer := s.(namer)
		both, isBoth := s.(named)
		say(isShape, isNamer, isBoth)
		if isShape {
			say(a.area())
		}
		if isNamer {
			say(n.Name())
		}
		if isBoth {
			say(both.area(), both.Name())
		}
	}
	method := namer(&square{7}).Name
	expression := square.area
	say(method(), expression(square{8}))
}

func wrong() {
	var nobody *square
	var something any = square{1}
	var s shape = circle(1)
	recovered("concrete", func() { _ = something.(circle) })
	recovered("interface", func() { _ = something.(namer) })
	recovered("other", func() { _ = s.(square) })
	recovered("none", func() { _ = any(nil).(shape) })
	recovered("method", func() { say(shape(nobody).area()) })
	recovered("hash", func() { _ = map[any]int{}[any([]func(){})] })
	recovered("hash of a struct", func() { _ = map[key]int{}[key{of: map[int]int{}}] })
	recovered("compare", func() { a := any([1]any{[]int{}}); say(a == any([1]any{[]int{}})) })
	recovered("index", func() { say(make([]int, len(os.Args)-1)[len(os.Args)]) })
}

func failures() {
	err := error(&failure{"wrapped", errors.Join(code(7), errors.New("joined"))})
	f, isFailure := errors.AsType[*failure](err)
	c, isCoder := errors.AsType[coder](err)
	say(isFailure, f.text, isCoder, c.Code(), errors.Is(err, errIs), errors.Is(err, code(7)), errors.Is(err, code(8)))
	var asCode code
	var asCoder coder
	var asFailure *failure
	say(errors.As(err, &asCode), int(asCode), errors.As(err, &asCoder), asCoder.Code(), errors.As(err, &asFailure), asFailure.text)
	_, err = strconv.Atoi("x")
	say(err)
	_, err = os.ReadFile("/no/such/file")
	say(err != nil)
}

func keys() {
	m := map[key]int{{"a", "b", [2]int8{1, 2}}: 1, {circle(3), "", [2]int8{}}: 2}
	say(m[key{"a", "b", [2]int8{1, 2}}], m[key{circle(3), "", [2]int8{}}], m[key{circle(4), "", [2]int8{}}])
	any := map[any]string{1: "int", "1": "string", [2]string{"a"}: "array", square{2}: "square", circle(2): "circle"}
	say(any[1], any["1"], any[[2]string{"a"}], any[square{2}], any[circle(2)], any[2], len(any))
	for n := range 100 {
		m[key{n, strconv.Itoa(n), [2]int8{int8(n)}}] = n
	}
	sum := 0
	for k, v := range m {
		if n, ok := k.of.(int); ok && n == v {
			sum += v
		}
	}
	say(len(m), sum)
}

func generics() {
	var t *tree[string, int]
	for n := range 20 {
		t = t.put(strconv.Itoa(n*7%20), n)
	}
	line := ""
	eacher[string, int](t).each(func(k string, v int) { line += k + "=" + strconv.Itoa(v) + " " })
	say(line)
	all := []circle{3, 1, 2}
	slices.SortFunc(all, func(a, b circle) int { return cmp.Compare(a.area(), b.area()) })
	say(int(all[0]), int(all[1]), int(all[2]))
}

func contexts() {
	type contextKey struct{}
	ctx, cancel := context.WithTimeoutCause(context.WithValue(context.Background(), contextKey{}, "value"), time.Millisecond, code(3))
	defer cancel()
	<-ctx.Done()
	say(ctx.Value(contextKey{}), context.Cause(ctx), ctx.Err())
	say(context.WithoutCancel(context.WithValue(context.Background(), contextKey{}, "value")).(interface{ String() string }))
}

func finalizers() {
	done := make(chan string, 2)
	func() {
		s := &square{5}
		runtime.SetFinalizer(s, func(s *square) { done <- s.Name() })
	}()
	var once sync.Once
	for range 50 {
		runtime.GC()
		select {
		case name := <-done:
			once.Do(func() { say("finalized", name) })
			return
		default:
			time.Sleep(time.Millisecond)
		}
	}
	say("never finalized")
}

func main() {
	shapes()
	wrong()
	failures()
	keys()
	generics()
	contexts()
	finalizers()
	panic(error(code(9)))
}
