package client

import (
	"context"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/message"
)

// wire is a connector to a server with a toy of two motors, which answers everything.
type wire struct {
	mu      sync.Mutex
	before  func(m message.Message) // called with outputs and stops before they are sent; may block
	sent    []message.Message
	receive func(message.Message)
	ended   chan struct{}
}

func (w *wire) Connect(_ context.Context, receive func(message.Message)) (Conn, error) {
	w.receive = receive
	return w, nil
}

func (w *wire) Send(ctx context.Context, ms ...message.Message) error {
	for _, m := range ms {
		w.mu.Lock()
		before := w.before
		w.mu.Unlock()
		if kind(m) != "" && before != nil {
			before(m)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		w.mu.Lock()
		w.sent = append(w.sent, m)
		w.mu.Unlock()
		w.receive(answerTo(m))
	}
	return nil
}

// letOthersWait lets goroutines run up to where they wait for a lock that the caller holds.
// Virtual time does not pass while they do.
func letOthersWait() {
	for range 1000 {
		runtime.Gosched()
	}
}

// meanwhile makes fn what is called before outputs and stops are sent.
func (w *wire) meanwhile(fn func(m message.Message)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.before = fn
}

func answerTo(m message.Message) message.Message {
	header := message.Header{ID: m.MessageID()}
	switch m.(type) {
	case *message.RequestServerInfo:
		return &message.ServerInfo{Header: header, Major: message.SpecMajor}
	case *message.RequestDeviceList:
		motor := device.Output{Type: device.Vibrate, Range: device.Range{Max: 100}}
		return &message.DeviceList{Header: header, Devices: []*device.Definition{{Name: "Duo", Features: []device.Feature{
			{Index: 0, Outputs: []device.Output{motor}}, {Index: 1, Outputs: []device.Output{motor}}}}}}
	}
	return &message.Ok{Header: header}
}

func (w *wire) Done() <-chan struct{} { return w.ended }
func (w *wire) Err() error            { return ErrClosed }

func (w *wire) Close() error { close(w.ended); return nil }

// kind is "o" for an output, "s" for a stop, "" for all else.
func kind(m message.Message) string {
	switch m.(type) {
	case *message.OutputCmd:
		return "o"
	case *message.StopCmd:
		return "s"
	}
	return ""
}

// kinds tells what was sent.
func (w *wire) kinds() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	text := ""
	for _, m := range w.sent {
		text += kind(m)
	}
	return text
}

// dial connects a client with limits and returns it with the features of its toy.
func dial(t *testing.T, w *wire, l *device.Limits) (c *Client, first, second *Feature) {
	t.Helper()
	w.ended = make(chan struct{})
	c = New(Options{Limits: l})
	require.NoError(t, c.Connect(t.Context(), w))
	t.Cleanup(func() {
		w.meanwhile(nil)
		_ = c.Disconnect(context.Background())
	})
	features := c.Devices()[0].Features()
	return c, features[0], features[1]
}

var full = Command{device.Vibrate, Steps(100)}

func TestNoStepOfARampComesAfterTheStop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := device.NewLimits()
		rule := device.Unlimited()
		rule.Ramp = 1
		require.NoError(t, l.Set("", rule))
		w := &wire{}
		c, first, _ := dial(t, w, l)
		require.NoError(t, first.Run(t.Context(), full))
		release := make(chan struct{})
		w.meanwhile(func(m message.Message) {
			if kind(m) == "o" {
				<-release
			}
		})
		time.Sleep(200 * time.Millisecond) // a step is being sent, others wait
		go func() { assert.NoError(t, c.StopAll(t.Context())) }()
		letOthersWait()
		close(release)
		time.Sleep(time.Second)
		assert.Regexp(t, "^o+s$", w.kinds())
	})
}

func TestHoldComesAfterTheCommandInProcess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := device.NewLimits()
		w := &wire{before: func(m message.Message) {
			if kind(m) == "o" {
				go l.Hold(device.Panic)
				letOthersWait()
			}
		}}
		_, first, _ := dial(t, w, l)
		require.NoError(t, first.Run(t.Context(), full))
		time.Sleep(time.Second)
		assert.Equal(t, "os", w.kinds(), "the hold began after the limits had let the command through")
	})
}

func TestHoldStopsTheWholeToyBesideTheStopOfAFeature(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := device.NewLimits()
		w := &wire{}
		_, first, second := dial(t, w, l)
		require.NoError(t, first.Run(t.Context(), full))
		require.NoError(t, second.Run(t.Context(), full))
		w.meanwhile(func(m message.Message) {
			if stop, ok := m.(*message.StopCmd); ok && stop.FeatureIndex != nil {
				go l.Hold(device.Panic)
				letOthersWait()
			}
		})
		require.NoError(t, first.Stop(t.Context()))
		synctest.Wait()
		require.Equal(t, "ooss", w.kinds())
		assert.Nil(t, w.sent[len(w.sent)-1].(*message.StopCmd).FeatureIndex)
	})
}

func TestHoldOutlivesACommandThatItsCallerGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := device.NewLimits()
		w := &wire{}
		_, first, _ := dial(t, w, l)
		require.NoError(t, first.Run(t.Context(), full))
		ctx, cancel := context.WithCancel(t.Context())
		w.meanwhile(func(m message.Message) {
			if kind(m) == "o" {
				go l.Hold(device.Panic)
				letOthersWait()
				cancel()
			}
		})
		require.Error(t, first.Run(ctx, Command{device.Vibrate, Steps(50)}))
		synctest.Wait()
		assert.Equal(t, "os", w.kinds(), "the stop comes although the command before it was given up")
	})
}

func TestCommandsWhileThePageIsLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := device.NewLimits()
		w := &wire{}
		_, first, _ := dial(t, w, l)
		require.NoError(t, first.Run(t.Context(), full))
		l.HoldNow(device.Left)
		assert.Equal(t, "os", w.kinds(), "the stop is on its way when HoldNow returns")
		err := first.Run(t.Context(), full)
		require.ErrorIs(t, err, device.ErrLeft)
		require.ErrorIs(t, err, DeviceError)
		l.Hold(device.Panic)
		require.NoError(t, first.Run(t.Context(), full), "the owner knows")
		l.Release(device.Panic)
		l.Release(device.Left)
		require.NoError(t, first.Run(t.Context(), full))
		assert.Equal(t, "osso", w.kinds())
	})
}

func TestLimitsHoldForRequestsToo(t *testing.T) {
	l := device.NewLimits()
	rule := device.Unlimited()
	rule.Top = 0.5
	require.NoError(t, l.Set("", rule))
	w := &wire{}
	c, _, _ := dial(t, w, l)
	for index, want := range []int32{50, 100} { // there is no device 1: the server has to say so
		_, err := c.Request(t.Context(), &message.OutputCmd{DeviceIndex: uint32(index), Type: device.Vibrate, Value: 100})
		require.NoError(t, err)
		assert.Equal(t, want, w.sent[len(w.sent)-1].(*message.OutputCmd).Value)
	}
}

// A server in the same process may tell that a toy is gone, or that the session has ended,
// from within Send.
func TestToyVanishesWhileItIsCommanded(t *testing.T) {
	for name, said := range map[string]message.Message{
		"removed": &message.DeviceList{}, "ended": message.NewError(0, message.CodePing, "too late"),
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := device.NewLimits()
				rule := device.Unlimited()
				rule.Ramp = 0.1
				require.NoError(t, l.Set("", rule))
				w := &wire{}
				c, first, _ := dial(t, w, l)
				w.meanwhile(func(m message.Message) {
					if kind(m) == "o" {
						w.receive(said)
					}
				})
				first.Start(full, nil)
				synctest.Wait()
				w.meanwhile(nil)
				before := w.kinds()
				time.Sleep(time.Minute)
				assert.Equal(t, before, w.kinds(), "the ramp ends with the toy")
				assert.Empty(t, c.Devices())
				l.Hold(device.Panic) // reaches no toy, and does not hang
			})
		})
	}
}

func TestInboxIsBounded(t *testing.T) {
	b := newInbox()
	for range maxInbox {
		b.put(&message.ScanningFinished{})
	}
	ended, handled := make(chan struct{}), 0
	close(ended)
	assert.True(t, b.run(ended, func(message.Message) { handled++ }), "what came before the end is handled")
	assert.Equal(t, maxInbox, handled)
	for range maxInbox + 1 {
		b.put(&message.ScanningFinished{})
	}
	assert.False(t, b.run(ended, func(message.Message) {}))
}
