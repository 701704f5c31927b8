// Command stacks leans on everything that the runtime needs its tables for: growing and
// copying stacks, finding pointers on them, unwinding panics, checking bounds.
package main

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"
)

type node struct{ next *node }

//go:noinline
func deep(n int, list *node) (depth int) {
	var big [64]*node
	big[n%64] = &node{list}
	if n == 0 {
		runtime.GC()
		for l := list; l != nil; l = l.next {
			depth++
		}
		return depth
	}
	return deep(n-1, big[n%64])
}

func caught(f func()) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = errors.Join(errors.New("caught"), r.(error))
		}
	}()
	defer func() { runtime.Gosched() }()
	f()
	return nil
}

func main() {
	var group sync.WaitGroup
	var mu sync.Mutex
	total := 0
	for i := range 20 {
		group.Go(func() {
			d := deep(500+i, nil)
			mu.Lock()
			total += d
			mu.Unlock()
		})
	}
	group.Wait()
	fmt.Println(total)
	var none []int
	var nobody *node
	for _, f := range []func(){
		func() { _ = none[len(os.Args)+3] },
		func() { nobody.next = nil },
		func() { panic(fmt.Errorf("%s", strings.Repeat("x", 3))) },
		func() { _ = any(1).(string) },
		func() { caught(func() { panic(errors.New("inner")) }); panic(errors.New("outer")) },
	} {
		fmt.Println(strings.ReplaceAll(fmt.Sprint(caught(f)), "\n", ": "))
	}
	panic("the end")
}
