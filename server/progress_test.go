package server

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device"
)

// notes are lines from several goroutines.
type notes struct {
	mu    sync.Mutex
	lines []string
}

func (n *notes) add(line string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.lines = append(n.lines, line)
}

func (n *notes) take() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	lines := slices.Clone(n.lines)
	n.lines = nil
	return lines
}

func TestProgressOfAConnection(t *testing.T) {
	good, bad := newFakeToy("a"), newFakeToy("b")
	bad.connect = func(context.Context, []device.Service) error { return errors.New("out of reach") }
	var n notes
	o := Options{Progress: func(name string, s Stage) { n.add(name + " " + s.String()) }}
	inBubble(t, o, []*fakeToy{good, bad}, func(t *testing.T, b *bench) {
		b.scanned()
		assert.ElementsMatch(t, []string{
			"Toy a connecting", "Toy a identifying", "Toy a ready",
			"Toy b connecting", "Toy b refused",
		}, n.take())
	})
}

func TestConnectingIsGivenUp(t *testing.T) {
	slow := newFakeToy("a")
	slow.connect = func(ctx context.Context, _ []device.Service) error {
		<-ctx.Done()
		return ctx.Err()
	}
	var n notes
	o := Options{Progress: func(_ string, s Stage) { n.add(s.String()) }}
	inBubble(t, o, []*fakeToy{slow}, func(t *testing.T, b *bench) {
		c := b.scanned()
		require.Equal(t, []string{"connecting"}, n.take())
		b.srv.GiveUp()
		assert.Empty(t, filterErrors(c.take()), "it was somebody's wish")
		assert.Equal(t, []string{"refused"}, n.take())

		slow.connect = nil // and the next time it may work
		c.ok(start())
		c.take()
		assert.Equal(t, []string{"connecting", "identifying", "ready"}, n.take())
	})
}

func TestWhatAToyWasToldIsReported(t *testing.T) {
	l := limited(t, func(r *device.Rule) { r.Top = 0.5 })
	var n notes
	o := Options{UserLimits: l, Sent: func(index uint32, commands []device.Command) {
		for _, c := range commands {
			n.add(strconv.Itoa(int(index)) + ": " + c.Type.String() + " " + strconv.Itoa(int(c.Value)))
		}
	}}
	inBubble(t, o, []*fakeToy{newFakeToy("a")}, func(t *testing.T, b *bench) {
		c := b.scanned()
		c.ok(vibrate(0, 20))
		assert.Equal(t, []string{"0: Vibrate 10"}, n.take(), "what the limit leaves")
		l.Hold(device.Panic)
		assert.Equal(t, []string{"0: Vibrate 0"}, n.take())
		c.ok(vibrate(0, 20))
		assert.Empty(t, n.take(), "it is held still")
	})
}
