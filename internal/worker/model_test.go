package worker_test

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/faketoy"
	"github.com/gobuttplug/gobuttplug/internal/worker"
	"github.com/gobuttplug/gobuttplug/protocol"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// model is what a toy with two motors should do, and what it does. It acts at random; all
// that happens is in its history.
type model struct {
	t      *testing.T
	random *rand.Rand
	toy    *faketoy.Toy
	w      *worker.Worker

	want    [2]int32          // by the newest command or stop
	allowed [2]map[int32]bool // levels that were commanded since the last stop
	level   [2]int32          // of the toy
	faults  int               // of a hundred operations
	refused bool              // the toy has refused or swallowed something
	mu      sync.Mutex        // of outcome, which StopNow and the worker's goroutine may both call
	acting  atomic.Bool       // the test acts, or wants quiet: nobody acts in the middle of a write
	history []string
	handed  atomic.Int32 // orders what the test writes before what the worker's goroutine reads
}

// sleep lets the worker go on until it has nothing more to do before the time is up.
func (m *model) sleep(d time.Duration) {
	m.handed.Add(1)
	time.Sleep(d)
	synctest.Wait()
}

func (m *model) note(format string, args ...any) {
	m.history = append(m.history, fmt.Sprintf(format, args...))
}

func (m *model) chance(percent int) bool { return m.random.IntN(100) < percent }

// act does one thing that a user or a client may do.
func (m *model) act() {
	feature := uint32(m.random.IntN(2))
	switch n := m.random.IntN(20); {
	case n < 10:
		commands := []device.Command{vibrate(feature, m.random.Int32N(4))}
		if m.chance(30) {
			commands = append(commands, vibrate(1-feature, m.random.Int32N(4)))
		}
		m.output(commands...)
	case n < 13:
		m.stop([]uint32{feature})
	case n < 17:
		m.stop(nil)
	default:
		m.note("StopNow")
		m.forget(nil, true)
		m.handed.Add(1)
		m.w.StopNow()
	}
}

func (m *model) output(commands ...device.Command) {
	for _, c := range commands {
		m.note("output %d %d", c.Feature, c.Value)
		m.want[c.Feature] = c.Value
		m.allowed[c.Feature][c.Value] = true
	}
	m.handed.Add(1)
	if m.w.Output(commands...) != nil {
		m.note("refused")
	}
}

func (m *model) stop(features []uint32) {
	m.note("stop %v", features)
	m.forget(features, false)
	m.handed.Add(1)
	_ = m.w.Stop(features, true, false) // only a toy that is gone refuses
}

// forget is what a stop means. The packets of one command are written together: an ordinary
// stop waits for the second.
func (m *model) forget(features []uint32, now bool) {
	if features == nil {
		features = []uint32{0, 1}
	}
	for _, f := range features {
		m.want[f] = 0
		if now || m.w.Definition().Protocol != pair.Name {
			m.allowed[f] = map[int32]bool{0: true}
		}
	}
}

// operation is what the toy does with a write. What arrives does so in the order in which
// the writes began, which is what radios do.
func (m *model) operation(ctx context.Context, op string) error {
	act, wait, err := m.outcome(op)
	if act {
		m.act()
	}
	ended := ctx.Done()
	if wait%2 == 1 { // a platform that does not give up
		ended = nil
	}
	if wait > 0 {
		select {
		case <-time.After(wait):
		case <-ended:
			return context.Cause(ctx)
		}
	}
	if errors.Is(err, device.ErrTimeout) {
		_ = m.toy.Close() // as a platform does with a toy that does not answer
	}
	return err
}

// outcome decides what becomes of a write: whether somebody acts in the middle of it, how
// long it takes, and how it ends.
func (m *model) outcome(op string) (act bool, wait time.Duration, err error) {
	m.handed.Add(1)
	m.mu.Lock()
	defer m.mu.Unlock()
	now := strings.HasPrefix(op, "now")
	packet, err := hex.DecodeString(strings.ReplaceAll(op[len(op)-len("00 00"):], " ", ""))
	require.NoError(m.t, err, op)
	levels := map[int]int32{0: int32(packet[0]), 1: int32(packet[1])}
	if m.w.Definition().Protocol != together.Name {
		levels = map[int]int32{int(packet[0]): int32(packet[1])}
	}
	for f, level := range levels {
		if !m.allowed[f][level] {
			assert.Fail(m.t, op+" is written after a stop")
		}
	}
	fault := m.chance(m.faults)
	if arrives := !fault || m.chance(30); arrives {
		for f, level := range levels {
			m.level[f] = level
		}
	}
	m.history = append(m.history, op)
	act = !now && !m.acting.Load() && m.chance(10)
	if !now && m.chance(30) {
		wait = time.Duration(m.random.IntN(150))*time.Millisecond + time.Duration(m.random.IntN(2))
	}
	if !fault {
		return act, wait, nil
	}
	m.refused = true
	if !now && m.chance(20) {
		m.note("hangs")
		return act, 5 * time.Second, device.ErrTimeout
	}
	m.note("fails")
	return act, wait, errGATT
}

// settle lets everything end that is going on, without faults, and requires that the toy
// does what it should, unless it was disconnected.
func (m *model) settle(after string) {
	m.sleep(0)
	m.faults = 0
	m.acting.Store(true) // nobody else acts
	m.sleep(6 * time.Second)
	if ended(m.w) {
		assert.True(m.t, m.refused, "the worker has ended for no reason")
		return
	}
	assert.Equal(m.t, m.want, m.level, after)
}

// TestModel compares a worker with a model over random schedules of commands, stops, time,
// and of a toy that fails and hangs.
func TestModel(t *testing.T) {
	for seed := range uint64(200) {
		spec := *[]*protocol.Spec{each, together, pair}[seed%3]
		if seed%2 == 0 {
			spec.Repeat = 130 * time.Millisecond
		}
		synctest.Test(t, func(t *testing.T) {
			m := &model{t: t, random: rand.New(rand.NewPCG(seed, 0)), toy: newToy()}
			defer func() {
				if t.Failed() {
					t.Logf("seed %d: %s", seed, strings.Join(m.history, "; "))
				}
			}()
			w, err := worker.Connect(t.Context(), m.toy, device.Advertisement{Name: "Duo"}, &spec,
				func(string, string) (*device.Definition, error) {
					def := twoMotors()
					def.Protocol = spec.Name
					return def, nil
				}, worker.Options{})
			require.NoError(t, err)
			synctest.Wait()
			m.w, m.toy.OnOp = w, m.operation
			m.forget(nil, true)
			for range 40 {
				m.faults = []int{0, 0, 0, 20, 60}[m.random.IntN(5)]
				m.acting.Store(true)
				m.act()
				m.acting.Store(false)
				m.sleep(0) // one thing after the other, so that a seed always gives the same
				if m.chance(80) {
					m.sleep(time.Duration(m.random.IntN(90)) * time.Millisecond)
				}
			}
			m.settle("when the dust has settled")
			for _, c := range []device.Command{vibrate(0, 77), vibrate(1, 78)} {
				m.output(c)
				m.sleep(0)
			}
			m.settle("after new commands")
			m.stop(nil)
			m.settle("after a stop")
			m.output(vibrate(0, 79))
			m.sleep(time.Second)
			m.forget(nil, false)
			m.handed.Add(1)
			_ = m.w.Close() // the toy has nothing to say of it
			<-m.w.Done()
			if !m.refused {
				assert.Equal(t, [2]int32{}, m.level, "after Close")
			}
		})
	}
}
