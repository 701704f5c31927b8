package worker_test

import (
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/protocol"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// notes are what a protocol has taken note of.
type notes struct {
	mu   sync.Mutex
	list []string
}

func (n *notes) add(what string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.list = append(n.list, what)
}

// take takes the notes, when nothing goes on any more.
func (n *notes) take() (all []string) {
	synctest.Wait()
	n.mu.Lock()
	defer n.mu.Unlock()
	all, n.list = n.list, nil
	return all
}

// noting writes two packets for a command, a step behind it and one to end moves, and notes
// which of them have been taken.
func noting() (*protocol.Spec, *notes) {
	taken := &notes{}
	note := func(format string, value int32) protocol.Write {
		what := fmt.Sprintf(format, value)
		return protocol.Write{Data: []byte(what), Taken: func() { taken.add(what) }}
	}
	ticks := 0
	return &protocol.Spec{
		Name: "noting",
		Writes: func(s *protocol.State, _ []device.Command) []protocol.Write {
			ticks = 0
			return []protocol.Write{note("a%d", s.Level(0)), note("b%d", s.Level(0))}
		},
		StopMoves: func(*protocol.State) []protocol.Write { return []protocol.Write{note("end%d", 0)} },
		Tick: &protocol.Tick{Every: time.Second, Make: func(s *protocol.State) ([]protocol.Write, bool) {
			ticks++
			if ticks == 1 {
				return nil, true
			}
			return []protocol.Write{note("t%d", s.Level(0))}, false
		}},
	}, taken
}

func writeOf(s string) string { return fmt.Sprintf("tx % X", s) }

func TestTakenIsWhatArrives(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		toy := newToy()
		spec, taken := noting()
		w := connect(t, spec, toy)
		toy.Behave(refuse(writeOf("b1")))
		require.NoError(t, w.Output(vibrate(0, 1)))
		_ = after(100*time.Millisecond, toy)
		assert.Equal(t, []string{"a1"}, taken.take(), "what was written again counts once")
		require.NoError(t, w.Output(vibrate(0, 2)))
		_ = after(500*time.Millisecond, toy)
		assert.Equal(t, []string{"a2", "b2"}, taken.take(), "what was replaced does not")
		toy.Behave(fails(2))
		_ = after(2*time.Second, toy)
		assert.Equal(t, []string{"t2"}, taken.take())
		toy.Behave(fails(1))
		require.NoError(t, w.Stop(nil, true, false))
		assert.Equal(t, []string{writeOf("end0"), writeOf("a0"), writeOf("b0")}, after(0, toy))
		assert.Equal(t, []string{"a0", "b0"}, taken.take())
		_ = after(500*time.Millisecond, toy)
		assert.Equal(t, []string{"end0"}, taken.take())
	})
}

// What repeats is taken once, and goes on with the newest packet of Tick.
func TestRepetitionsAreNotTakenAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		toy := newToy()
		spec, taken := noting()
		spec.Repeat = 300 * time.Millisecond
		w := connect(t, spec, toy)
		_ = after(2*time.Second, toy)
		_ = taken.take()
		require.NoError(t, w.Output(vibrate(0, 1)))
		ab := []string{writeOf("a1"), writeOf("b1")}
		assert.Equal(t, append(ab, ab...), after(599*time.Millisecond, toy))
		_ = after(401*time.Millisecond, toy)
		assert.Equal(t, []string{writeOf("t1")}, after(300*time.Millisecond, toy))
		assert.Equal(t, []string{"a1", "b1", "t1"}, taken.take())
	})
}

// The writes of StopNow count behind the one that was on its way.
func TestTakenKeepsTheOrderOfStopNow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		toy := newToy()
		spec, taken := noting()
		w := connect(t, spec, toy)
		onOp, release := blockOn(writeOf("a1"))
		toy.Behave(onOp)
		require.NoError(t, w.Output(vibrate(0, 1)))
		synctest.Wait()
		w.StopNow()
		w.StopNow() // may be the second of two, which has something to stop still
		assert.Empty(t, taken.take())
		release()
		assert.Equal(t, []string{"a1", "a0", "b0", "end0", "a0", "b0", "end0"}, taken.take())
	})
}

// A packet that failed is not what a later command of the same kind is told: what it was made
// from has changed since.
func TestPacketOfACommandThatWasReplacedIsForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		made := byte(0)
		toy := newToy()
		w := connect(t, &protocol.Spec{Name: "counter", Command: protocol.Func(func(_ *protocol.State, c device.Command) []byte {
			made++
			return []byte{byte(c.Feature), byte(c.Value), made}
		})}, toy)
		toy.Behave(refuse("tx 01 09"))
		require.NoError(t, w.Output(vibrate(1, 9)))
		assert.Equal(t, []string{"tx 01 09 01"}, after(0, toy))
		onOp, release := blockOn("tx 00 00 02")
		toy.Behave(onOp)
		require.NoError(t, w.Stop(nil, true, false)) // 0 first
		synctest.Wait()
		require.NoError(t, w.Stop([]uint32{0}, true, false)) // so that 1 is left
		require.NoError(t, w.Output(vibrate(1, 9)))
		release()
		assert.Equal(t, []string{"tx 00 00 02", "tx 00 00 03", "tx 01 09 04"}, after(time.Second, toy))
	})
}
