package protocol_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/device/catalog"
	"github.com/gobuttplug/gobuttplug/internal/faketoy"
	"github.com/gobuttplug/gobuttplug/internal/worker"
	"github.com/gobuttplug/gobuttplug/protocol"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What a fuzzed toy may make us do, in the time that playing with it takes.
const (
	fuzzSetup  = time.Minute // for the handshake
	fuzzWrites = 2000
)

// fuzzEndpoints are those that a fuzzed toy may have; bit i of lacks takes the i-th away.
var fuzzEndpoints = []device.Endpoint{
	device.Tx, device.TxMode, device.TxVibrate, device.Rx, device.RxAccel, device.RxTouch, device.RxPressure,
	device.RxBLEBattery, device.RxBLEModel, device.TxCommand, device.Firmware, device.Whitelist,
	device.Generic0, device.Generic1, device.Generic2,
}

// FuzzToy connects toys of every protocol that say anything at any time, and plays with
// those that get ready: nothing panics or hangs, every reading is within the range of its
// input, and what is written is bounded. The seeds are what the toys of the fixtures say,
// as it is, in six ways broken, and from the mouth of another toy.
//
// A script is a list of what the toy says: after how many of our operations, at which
// endpoint (with the highest bit: as the answer to reads from now on), how many bytes, and
// these.
func FuzzToy(f *testing.F) {
	names := protocol.All().Names()
	files, err := filepath.Glob("testdata/*.txt")
	require.NoError(f, err)
	var another []byte // what the toy of the fixture before says
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txt")
		for _, c := range readCases(f, file) {
			adv, lacks, said := c.toySays(f, name)
			scripts := append(broken(said), another)
			another = scripts[0]
			for _, script := range scripts {
				f.Add(uint16(slices.Index(names, name)), adv.Name, manufacturer(adv), lacks, script)
			}
		}
	}
	f.Fuzz(func(t *testing.T, number uint16, name string, advertised []byte, lacks uint16, script []byte) {
		spec, _ := protocol.All().Lookup(names[int(number)%len(names)])
		adv := device.Advertisement{Address: "fuzz", Name: name}
		if len(advertised) >= 2 {
			adv.ManufacturerData = []device.ManufacturerData{{Company: uint16(advertised[0])<<8 | uint16(advertised[1]), Data: advertised[2:]}}
		}
		synctest.Test(t, func(t *testing.T) { playFuzzed(t, spec, adv, lacks, script) })
	})
}

func playFuzzed(t *testing.T, spec *protocol.Spec, adv device.Advertisement, lacks uint16, script []byte) {
	var endpoints []device.Endpoint
	for i, e := range fuzzEndpoints {
		if lacks&(1<<i) == 0 {
			endpoints = append(endpoints, e)
		}
	}
	toy := faketoy.New(device.DefaultGap, endpoints...)
	say := make(chan struct{}, 1<<16)
	toy.OnOp = func(context.Context, string) error {
		say <- struct{}{}
		return nil
	}
	ended := make(chan struct{})
	go func() { defer close(ended); speak(toy, script, say) }()
	defer func() { <-ended }()
	defer close(say)

	known := catalog.Builtin(protocol.All().Has)
	begin := time.Now()
	ctx, cancel := context.WithTimeout(t.Context(), fuzzSetup)
	defer cancel()
	w, err := worker.Connect(ctx, toy, adv, spec, func(name, identifier string) (*device.Definition, error) {
		if def, ok := known.Define(name, identifier); ok {
			return def, nil
		}
		return nil, errors.New("no such model")
	}, worker.Options{Protocols: protocol.All()})
	require.LessOrEqual(t, time.Since(begin), fuzzSetup, "connecting hangs")
	if err != nil {
		var refused *worker.ConnectError
		require.ErrorAs(t, err, &refused)
		return
	}
	useEverything(t, w)
	begin = time.Now()
	require.NoError(t, w.Close())
	require.LessOrEqual(t, time.Since(begin), 2*time.Second, "closing hangs")
	require.LessOrEqual(t, len(toy.Ops()), fuzzWrites)
}

// useEverything gives the toy some commands for each output and tries each input.
func useEverything(t *testing.T, w *worker.Worker) {
	for i := range w.Definition().Features {
		f := &w.Definition().Features[i]
		for _, in := range f.Inputs {
			check := func(v int32) {
				assert.True(t, slices.ContainsFunc(in.Ranges, func(r device.Range) bool { return r.Contains(v) }), "%s: %s is %d", w.Definition().Name, in.Type, v)
			}
			if v, err := w.Read(t.Context(), f.Index, in.Type); err == nil {
				check(v)
			}
			if w.Subscribe(t.Context(), f.Index, in.Type, in.Type, check) == nil {
				defer w.Unsubscribe(t.Context(), f.Index, in.Type, in.Type)
			}
		}
		for _, o := range f.Outputs {
			for _, v := range []int32{o.Range.Max, o.Range.Min, o.Range.Max/2 + 1} {
				c := device.Command{Feature: f.Index, Type: o.Type, Value: v}
				if o.Type == device.HwPositionWithDuration {
					c.Duration = 700 * time.Millisecond
				}
				_ = w.Output(c) // the toy may be gone, or refuse it
				time.Sleep(300 * time.Millisecond)
			}
		}
	}
	_ = w.Stop(nil, true, true)
	time.Sleep(3 * time.Second)
}

// speak says what the script has, each at its time.
func speak(toy *faketoy.Toy, script []byte, operations <-chan struct{}) {
	for len(script) >= 3 {
		wait, endpoint, length := int(script[0]), script[1], min(int(script[2]), len(script)-3)
		data := script[3 : 3+length]
		script = script[3+length:]
		for range wait {
			if _, more := <-operations; !more {
				return
			}
		}
		time.Sleep(time.Millisecond) // what a toy says comes after the operation
		e := fuzzEndpoints[int(endpoint&0x7F)%len(fuzzEndpoints)]
		if endpoint&0x80 != 0 {
			toy.Answer(e, data)
		} else {
			toy.Notify(e, data)
		}
	}
	for range operations {
	}
}

// saying is one entry of a script.
type saying struct {
	wait     byte
	endpoint byte
	data     []byte
}

// toySays takes from a fixture what the toy says, and which endpoints it lacks.
func (c fixture) toySays(t testing.TB, name string) (adv device.Advertisement, lacks uint16, said []saying) {
	p := &player{t: t, adv: device.Advertisement{Name: c.toy}}
	wait := byte(0)
	for _, l := range c.lines {
		p.at = l
		where, data, _ := strings.Cut(l.rest, " ")
		at := byte(max(0, slices.Index(fuzzEndpoints, device.Endpoint(where))))
		switch l.verb {
		case "manufacturer", "lacks":
			p.play(l)
		case ">":
			wait++
		case "answers":
			said = append(said, saying{0, at | 0x80, p.bytes(data)}) // in time for the operation that asks
		case "<":
			said = append(said, saying{wait, at, p.bytes(data)})
			wait = 0
		}
	}
	matches := catalog.Builtin(protocol.All().Has).Match(&p.adv)
	i := slices.IndexFunc(matches, func(m device.Match) bool { return m.Protocol == name })
	require.GreaterOrEqual(t, i, 0, "%s %s", name, c.toy)
	for bit, e := range fuzzEndpoints {
		has := slices.ContainsFunc(matches[i].Services, func(s device.Service) bool {
			return slices.ContainsFunc(s.Characteristics, func(ch device.Characteristic) bool { return ch.Endpoint == e })
		})
		if !has || slices.Contains(p.lacks, e) {
			lacks |= 1 << bit
		}
	}
	return p.adv, lacks, said
}

func manufacturer(adv device.Advertisement) []byte {
	if len(adv.ManufacturerData) == 0 {
		return nil
	}
	m := adv.ManufacturerData[0]
	return append([]byte{byte(m.Company >> 8), byte(m.Company)}, m.Data...)
}

// broken makes scripts of what a toy says: as it is, cut short, empty, all ones, random,
// random and long, and with a bit turned over in each.
func broken(said []saying) (scripts [][]byte) {
	random := rand.New(rand.NewPCG(1, 2))
	noise := func(n int) []byte {
		data := make([]byte, n)
		for i := range data {
			data[i] = byte(random.Uint32())
		}
		return data
	}
	for _, change := range []func(data []byte) []byte{
		func(data []byte) []byte { return data },
		func(data []byte) []byte { return data[:len(data)/2] },
		func([]byte) []byte { return nil },
		func(data []byte) []byte { return []byte(strings.Repeat("\xFF", max(len(data), 1))) },
		func(data []byte) []byte { return noise(len(data)) },
		func([]byte) []byte { return noise(200) },
		func(data []byte) []byte {
			data = slices.Clone(data)
			if len(data) > 0 {
				data[random.IntN(len(data))] ^= 1 << random.IntN(8)
			}
			return data
		},
	} {
		var script []byte
		for _, s := range said {
			data := change(s.data)
			data = data[:min(len(data), 255)]
			script = append(append(script, s.wait, s.endpoint, byte(len(data))), data...)
		}
		scripts = append(scripts, script)
	}
	return scripts
}
