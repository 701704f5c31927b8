package worker_test

import (
	"context"
	"testing"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/faketoy"
	"github.com/gobuttplug/gobuttplug/internal/worker"
	"github.com/gobuttplug/gobuttplug/protocol"
	"github.com/stretchr/testify/require"
)

// quickToy is a toy whose writes take no time. It tells the last byte of each.
type quickToy struct {
	*faketoy.Toy
	wrote chan byte
}

func (t quickToy) Write(_ context.Context, _ device.Endpoint, data []byte, _ bool) error {
	select {
	case t.wrote <- data[len(data)-1]:
	default: // nobody waits for this one
	}
	return nil
}

func (t quickToy) await(level byte) {
	for <-t.wrote != level {
	}
}

func benchWorker(b *testing.B, spec *protocol.Spec, gap time.Duration) (*worker.Worker, quickToy) {
	toy := quickToy{faketoy.New(gap, device.Tx), make(chan byte, 1024)}
	w, err := worker.Connect(b.Context(), toy, device.Advertisement{Name: "Duo"}, spec,
		func(string, string) (*device.Definition, error) { return twoMotors(), nil }, worker.Options{})
	require.NoError(b, err)
	b.Cleanup(func() { _ = w.Close() })
	b.ReportAllocs()
	return w, toy
}

// BenchmarkIdle is one command to an idle toy, from Output to Link.Write.
func BenchmarkIdle(b *testing.B) {
	for _, spec := range []*protocol.Spec{each, together} {
		b.Run(spec.Name, func(b *testing.B) {
			w, toy := benchWorker(b, spec, 0)
			level := byte(0)
			for b.Loop() {
				level ^= 1
				_ = w.Output(vibrate(0, int32(level)), vibrate(1, int32(level)))
				toy.await(level)
			}
		})
	}
}

// BenchmarkBurst is 400 commands at once, until the last one is written.
func BenchmarkBurst(b *testing.B) {
	w, toy := benchWorker(b, each, time.Microsecond)
	last := byte(100)
	for b.Loop() {
		last ^= 1
		for i := range 399 {
			_ = w.Output(vibrate(uint32(i%2), int32(i%97)))
		}
		_ = w.Output(vibrate(1, int32(last)))
		toy.await(last)
	}
}

// BenchmarkMerge is a command for a toy that is busy: it replaces the one that waits.
func BenchmarkMerge(b *testing.B) {
	w, _ := benchWorker(b, each, time.Hour)
	for i := 0; b.Loop(); i++ {
		_ = w.Output(vibrate(uint32(i%2), int32(i/2%97)))
	}
}

// BenchmarkStop is a stop of an idle toy, from Stop to the last write.
func BenchmarkStop(b *testing.B) {
	w, toy := benchWorker(b, together, time.Hour)
	for b.Loop() {
		_ = w.Stop(nil, true, false)
		toy.await(0)
	}
}
