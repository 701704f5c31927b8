//go:build js && wasm

package webbluetooth

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/jsx"
)

// BenchmarkWrite writes to a toy that answers at once.
func BenchmarkWrite(b *testing.B) {
	ctx := context.Background()
	_, _, link := connected(b, usual)
	data := []byte("Vibrate:10;")
	b.ReportAllocs()
	for b.Loop() {
		if err := link.Write(ctx, device.Tx, data, false); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkWriteLatency reports how long it takes from the call of Write to that of the
// browser's method, median and 99th percentile.
func BenchmarkWriteLatency(b *testing.B) {
	ctx := context.Background()
	f := newFake(b, usual)
	s := New(Options{AllDevices: true})
	link, err := connect(b, choose(b, s))
	require.NoError(b, err)
	defer link.Close()
	now := jsx.Bind(f.eval(`performance`), "now")
	times := f.eval(`fake.times`)
	var took []float64
	for b.Loop() {
		v, _ := now.Call()
		before, _ := jsx.Number(v)
		if err := link.Write(ctx, device.Tx, []byte("Vibrate:10;"), false); err != nil {
			b.Fatal(err)
		}
		v, _ = jsx.Call(times, "pop")
		after, _ := jsx.Number(v)
		took = append(took, after-before)
	}
	slices.Sort(took)
	b.ReportMetric(took[len(took)/2], "ms/median")
	b.ReportMetric(took[len(took)*99/100], "ms/p99")
}

// BenchmarkRequest makes the options of a chooser for a whole catalogue.
func BenchmarkRequest(b *testing.B) {
	newFake(b, usual)
	s, _ := testScanner(b)
	s.options.Filters = func() []device.Filter {
		filters := make([]device.Filter, 727)
		for i := range filters {
			filters[i].NamePrefix = "Toy " + time.Duration(i).String()
		}
		return filters
	}
	for b.Loop() {
		if _, _, err := scan(s); err != nil {
			b.Fatal(err)
		}
	}
}
