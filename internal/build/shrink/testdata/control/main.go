// Command control uses what the compiler turns into jumps, calls and panics of every kind.
// It prints what it finds, for comparison.
package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math"
	"os"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"
)

type point struct{ x, y int }

func (p point) sum() int    { return p.x + p.y }
func (p *point) move(n int) { p.x += n }

type summer interface{ sum() int }

// recovered runs f and tells what it panicked with.
func recovered(name string, f func()) {
	defer func() { fmt.Println(name, recover()) }()
	f()
}

func panics() {
	var none []int
	var nobody *point
	var something any = "text"
	n, zero := len(os.Args)+4, len(os.Args)-len(os.Args)
	recovered("index", func() { none[n] = 1 })
	recovered("slice", func() { fmt.Println(none[n:]) })
	recovered("array", func() { fmt.Println([3]int(make([]int, zero))) })
	recovered("nil", func() { nobody.x = 1 })
	recovered("method", func() { fmt.Println(summer(nobody).sum()) })
	recovered("divide", func() { fmt.Println(n / zero) })
	recovered("shift", func() { fmt.Println(1 << (zero - 1)) })
	recovered("type", func() { fmt.Println(something.(int)) })
	recovered("interface", func() { fmt.Println(something.(summer)) })
	recovered("map", func() { var m map[string]int; m["a"] = 1 })
	recovered("key", func() { fmt.Println(map[any]int{}[any([]int{})]) })
	recovered("channel", func() { var c chan int; close(c) })
	recovered("make", func() { _ = make([]int, zero-1) })
	recovered("error", func() { panic(errors.New("an error")) })
	recovered("again", func() {
		defer func() { panic(fmt.Sprint("after ", recover())) }()
		panic("first")
	})
	recovered("not here", func() {
		defer func() { func() { fmt.Println("inner", recover()) }() }()
		panic("outer")
	})
	recovered("goexit", func() {
		done := make(chan bool)
		go func() {
			defer close(done)
			defer fmt.Println("deferred before goexit")
			runtime.Goexit()
		}()
		<-done
	})
}

func deferred(n int) (result int) {
	for i := range n {
		defer func() { result = result*2 + i }()
	}
	defer func() {
		if r := recover(); r != nil {
			result += r.(int)
		}
	}()
	if n > 2 {
		panic(n)
	}
	return n
}

// loops has loops that nest, that are left from within, and that have two entries.
func loops(n int) (count int) {
outer:
	for i := range n {
		for j := 0; ; j++ {
			switch {
			case j > i:
				continue outer
			case i*j > 40:
				break outer
			case (i+j)%3 == 0:
				count += len(fmt.Sprint(j))
			}
			count++
		}
	}
	i := 0
	if n%2 == 0 {
		goto second
	}
first:
	count += i
second:
	i++
	if i < n {
		count = count*3%1000 + bits(uint(i))
		goto first
	}
	return count
}

func bits(v uint) (n int) {
	for ; v != 0; v &= v - 1 {
		n++
	}
	return n
}

func tree(n int) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		for i := range n {
			if !yield(i, strings.Repeat("*", i)) {
				return
			}
		}
	}
}

func iterate() (all []string) {
	defer func() { all = append(all, fmt.Sprint(recover())) }()
	for i, s := range tree(10) {
		if i == 1 {
			continue
		}
		defer func() { all = append(all, "deferred "+s) }()
		if i == 5 {
			panic("in the loop")
		}
		all = append(all, s)
	}
	return all
}

func concurrent() {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Millisecond)
	defer cancel()
	jobs, results := make(chan int), make(chan point)
	var workers sync.WaitGroup
	for range 7 {
		workers.Go(func() {
			for job := range jobs {
				runtime.Gosched()
				select {
				case results <- point{job, job * job}:
				case <-time.After(time.Minute):
				}
			}
		})
	}
	go func() {
		for i := range 100 {
			jobs <- i
		}
		close(jobs)
		workers.Wait()
		close(results)
	}()
	total := point{}
	for r := range results {
		total.move(r.sum())
	}
	<-ctx.Done()
	fmt.Println(total, ctx.Err(), context.Cause(ctx))
}

func values() {
	m := map[string][]float64{}
	for i := range 1000 {
		key := fmt.Sprint(i % 37)
		m[key] = append(m[key], math.Sqrt(float64(i)))
	}
	keys := slices.Sorted(func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	})
	fmt.Println(len(keys), keys[:5], m["7"][:3], math.Inf(1), int64(math.MinInt64)/int64(len(os.Args)-2), uint8(300+len(keys)))
	var large [1 << 12]int
	copyOf := func(a [1 << 12]int) int { a[5] = 9; return a[5] + large[5] }
	fmt.Println(copyOf(large), fmt.Sprintf("%T %v", m, point{1, 2}))
	swap := reflect.MakeFunc(reflect.TypeFor[func(int, string) (string, int)](), func(in []reflect.Value) []reflect.Value {
		runtime.GC()
		return []reflect.Value{in[1], in[0]}
	}).Interface().(func(int, string) (string, int))
	fmt.Println(swap(1, "one"))
	method := reflect.ValueOf(&point{3, 4}).Elem().Addr().Interface().(summer).sum
	fmt.Println(method(), slices.Equal([]int{1, 2}, []int{1, 2}))
}

func finalized() {
	done := make(chan int, 1)
	func() {
		p := &point{1, 2}
		runtime.SetFinalizer(p, func(p *point) { done <- p.sum() })
	}()
	for {
		runtime.GC()
		select {
		case n := <-done:
			fmt.Println("finalized", n)
			return
		case <-time.After(time.Millisecond):
		}
	}
}

func main() {
	panics()
	fmt.Println(deferred(0), deferred(2), deferred(5))
	for n := range 12 {
		fmt.Print(loops(n), " ")
	}
	fmt.Println(iterate())
	concurrent()
	values()
	finalized()
	panic("the end")
}
