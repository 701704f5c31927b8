package server

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/faketoy"
	"github.com/gobuttplug/gobuttplug/internal/figures"
	"github.com/gobuttplug/gobuttplug/message"
)

const paceFeatures = 2

// paceCatalog knows one model, whose values are as many as a test has commands.
type paceCatalog struct{ fakeCatalog }

func (paceCatalog) Define(name, identifier string) (*device.Definition, bool) {
	def := &device.Definition{Protocol: name, Identifier: identifier, Name: "Pace", Gap: device.NoGap}
	for i := range uint32(paceFeatures) {
		def.Features = append(def.Features, device.Feature{Index: i, Outputs: []device.Output{{Type: device.Vibrate, Range: device.Range{Max: 1 << 30}}}})
	}
	return def, true
}

// paceToy is a toy over a GATT that takes its time, refuses what comes before it is done,
// as Chromium does on Windows and Android, and fails now and then.
type paceToy struct {
	*faketoy.Toy
	adv    device.Advertisement
	time   time.Duration // of a write
	fails  int           // one write of so many; 0: none
	random *rand.Rand

	mu       sync.Mutex
	busy     bool
	overlaps int
	writes   int
	given    [paceFeatures]int32 // what was written last and taken
	newest   [paceFeatures]int32 // the same without stops
	fell     int                 // how often a value was not newer than the one before
	stop     time.Time           // when a stop was said whose writes have not begun
	stops    int
	waited   time.Duration // the longest that one did
}

var errPace = errors.New("GATT operation failed for unknown reason")

func newPaceToy(n int, each time.Duration, fails int) *paceToy {
	p := &paceToy{
		Toy: faketoy.New(0, device.Tx), adv: device.Advertisement{Address: strconv.Itoa(n), Name: "Pace"},
		time: each, fails: fails, random: rand.New(rand.NewPCG(uint64(n), uint64(each))),
	}
	return p
}

func (p *paceToy) Advertisement() device.Advertisement { return p.adv }

func (p *paceToy) Connect(context.Context, device.Wanted) (device.Link, error) { return p, nil }

// Write implements device.Link.
func (p *paceToy) Write(_ context.Context, _ device.Endpoint, data []byte, _ bool) error {
	feature, value := data[0], int32(binary.LittleEndian.Uint32(data[2:]))
	p.mu.Lock()
	p.writes++
	if p.busy {
		p.overlaps++
		p.mu.Unlock()
		return errors.New("GATT operation already in progress")
	}
	p.busy = true
	if value == 0 && !p.stop.IsZero() {
		p.stops++
		p.waited, p.stop = max(p.waited, time.Since(p.stop)), time.Time{}
	}
	failed := p.fails > 0 && p.random.IntN(p.fails) == 0
	p.mu.Unlock()

	time.Sleep(p.time)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.busy = false
	if failed {
		return errPace
	}
	p.given[feature] = value
	if value != 0 {
		if value <= p.newest[feature] {
			p.fell++
		}
		p.newest[feature] = value
	}
	return nil
}

// What eight toys are told 60 times a second arrives in order, the newest at last, and a
// stop within the time of a write, however slow and unreliable the radio is.
func TestPace(t *testing.T) {
	lasts := 20 * time.Second
	if os.Getenv("SOAK") != "" {
		lasts = 10 * time.Minute
	}
	rows := ""
	for _, tt := range []struct {
		name  string
		each  time.Duration
		fails int
	}{
		{"30 ms a write", 30 * time.Millisecond, 0},
		{"300 ms a write", 300 * time.Millisecond, 0},
		{"30 ms a write, one of 20 fails", 30 * time.Millisecond, 20},
		{"300 ms a write, one of 20 fails", 300 * time.Millisecond, 20},
	} {
		t.Run(tt.name, func(t *testing.T) { rows += "| " + tt.name + pace(t, tt.each, tt.fails, lasts) })
	}
	if os.Getenv("SOAK") != "" && !t.Failed() {
		require.NoError(t, figures.Write(reliability, "TestPace", "| a write takes | writes | stops | a stop began to be written within |\n|---|---|---|---|\n"+rows))
	}
}

func pace(t *testing.T, each time.Duration, fails int, lasts time.Duration) (row string) {
	var toys []*paceToy
	var found fakeScanner
	found.scan = func(_ context.Context, started func(), found func(device.Peripheral)) error {
		started()
		for _, toy := range toys {
			found(toy)
		}
		return nil
	}
	inBubble(t, Options{Catalog: paceCatalog{}, Scanners: []device.Scanner{&found}}, nil, func(t *testing.T, b *bench) {
		for n := range 8 {
			toys = append(toys, newPaceToy(n, each, fails))
		}
		watcher := b.scanned()
		list := watcher.ask(&message.RequestDeviceList{}).(*message.DeviceList)
		require.Len(t, list.Devices, len(toys))
		goroutines, memory := runtime.NumGoroutine(), inUse()
		var clients sync.WaitGroup
		for n, toy := range toys {
			clients.Go(func() { b.drive(list.Devices[n].Index, toy, lasts) })
		}
		clients.Wait()
		synctest.Wait()

		writes, stops, waited := 0, 0, time.Duration(0)
		for _, toy := range toys {
			assert.Zero(t, toy.overlaps, "writes overlapped")
			assert.Zero(t, toy.fell, "values came in another order")
			assert.Equal(t, [paceFeatures]int32{1 << 30, 1<<30 - 1}, toy.given, "the newest values arrive")
			assert.LessOrEqual(t, toy.waited, each, "a stop waited for more than one write")
			assert.Positive(t, toy.stops)
			writes, stops, waited = writes+toy.writes, stops+toy.stops, max(waited, toy.waited)
		}
		assert.LessOrEqual(t, runtime.NumGoroutine(), goroutines+2)
		assert.Less(t, inUse(), memory+1<<20, "memory grows")
		row = fmt.Sprintf(" | %d | %d | %v |\n", writes, stops, waited.Round(time.Millisecond))
	})
	t.Log(lasts, row)
	return row
}

func inUse() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// drive gives a toy 60 commands a second, with a stop and a pause now and then.
func (b *bench) drive(index uint32, toy *paceToy, lasts time.Duration) {
	s := b.srv.Open(func(message.Message) {}) // ended by the server: at its end it would stop the toy
	id := uint32(0)
	say := func(m message.Message) {
		id++
		m.SetMessageID(id)
		s.Handle(m)
	}
	output := func(feature uint32, value int32) {
		say(&message.OutputCmd{DeviceIndex: index, FeatureIndex: feature, Type: device.Vibrate, Value: value})
	}
	say(&message.RequestServerInfo{Major: message.SpecMajor})
	random := rand.New(rand.NewPCG(uint64(index), 7))
	for value := range int32(lasts * 60 / time.Second) {
		output(uint32(value)%paceFeatures, value+1)
		time.Sleep(time.Second / 60)
		if random.IntN(200) == 0 {
			toy.mu.Lock()
			toy.stop = time.Now()
			toy.mu.Unlock()
			say(&message.StopCmd{DeviceIndex: &index, Outputs: true})
			time.Sleep(time.Second)
		}
	}
	output(0, 1<<30)
	output(1, 1<<30-1)
	time.Sleep(5 * time.Second)
}
