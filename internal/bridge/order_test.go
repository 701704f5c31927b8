package bridge

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/client"
	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/message"
)

// wire is a connection to a server with one vibrator that says nothing else.
type wire struct {
	before func(m message.Message) // may block

	mu    sync.Mutex
	sent  []message.Message
	told  bool
	ended chan struct{}
}

func (w *wire) Connect(context.Context) (client.Conn, error) { return w, nil }

func (w *wire) Send(ctx context.Context, ms ...message.Message) error {
	for _, m := range ms {
		if w.before != nil {
			w.before(m)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		w.mu.Lock()
		w.sent = append(w.sent, m)
		w.mu.Unlock()
	}
	return nil
}

func (w *wire) Receive(context.Context) ([]message.Message, error) {
	if !w.told {
		w.told = true
		motor := device.Output{Type: device.Vibrate, Range: device.Range{Max: 100}}
		return []message.Message{&message.DeviceList{Devices: []*device.Definition{{Name: "Duo", Features: []device.Feature{
			{Index: 0, Outputs: []device.Output{motor}}, {Index: 1, Outputs: []device.Output{motor}}}}}}}, nil
	}
	<-w.ended
	return nil, client.ErrClosed
}

func (w *wire) Close() error { close(w.ended); return nil }

// kinds tells what was sent: "o" for outputs, "s" for stops.
func (w *wire) kinds() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	text := ""
	for _, m := range w.sent {
		switch m.(type) {
		case *message.OutputCmd:
			text += "o"
		case *message.StopCmd:
			text += "s"
		}
	}
	return text
}

func dial(t *testing.T, w *wire, l *device.Limits) *limitedConn {
	t.Helper()
	w.ended = make(chan struct{})
	conn, err := Limited(w, l).Connect(t.Context())
	require.NoError(t, err)
	_, err = conn.Receive(t.Context())
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	return conn.(*limitedConn)
}

func run(feature uint32, value int32) *message.OutputCmd {
	return &message.OutputCmd{Header: message.Header{ID: 7}, FeatureIndex: feature, Type: device.Vibrate, Value: value}
}

func TestNoStepOfARampComesAfterTheStop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := device.NewLimits()
		rule := device.Unlimited()
		rule.Ramp = 1
		require.NoError(t, l.Set("", rule))
		release := make(chan struct{})
		w := &wire{before: func(m message.Message) {
			if m.MessageID() >= ownIDs {
				<-release
			}
		}}
		c := dial(t, w, l)
		require.NoError(t, c.Send(t.Context(), run(0, 100)))
		time.Sleep(200 * time.Millisecond) // a step is being sent, others wait
		go func() {
			assert.NoError(t, c.Send(t.Context(), &message.StopCmd{Header: message.Header{ID: 8}, Outputs: true}))
		}()
		time.Sleep(time.Millisecond)
		close(release)
		time.Sleep(time.Second)
		assert.Regexp(t, "^o+s+$", w.kinds())
	})
}

func TestHoldComesAfterTheCommandInProcess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := device.NewLimits()
		w := &wire{before: func(m message.Message) {
			if m.MessageID() < ownIDs {
				go l.Hold(device.Panic)
				time.Sleep(time.Millisecond)
			}
		}}
		c := dial(t, w, l)
		require.NoError(t, c.Send(t.Context(), run(0, 100)))
		time.Sleep(time.Second)
		assert.Equal(t, "os", w.kinds(), "the hold began after the limits had let the command through")
	})
}

func TestHoldIsNotTakenForTheClientsOwnStop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := device.NewLimits()
		w := &wire{}
		c := dial(t, w, l)
		require.NoError(t, c.Send(t.Context(), run(0, 100), run(1, 100)))
		toy := c.toys[0]
		toy.output = run(0, 50) // is in process
		l.Hold(device.Panic)
		synctest.Wait()
		assert.Equal(t, "oos", w.kinds())
		toy.stopping, toy.stops = true, 0 // so is a stop of one feature
		l.Hold(device.Panic)
		_ = toy.guard.Stop([]uint32{0}, true, false)
		synctest.Wait()
		assert.Equal(t, "ooss", w.kinds())
		assert.Nil(t, w.sent[3].(*message.StopCmd).FeatureIndex)
	})
}

func TestHoldOutlivesAMessageThatTheClientGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := device.NewLimits()
		w := &wire{}
		c := dial(t, w, l)
		require.NoError(t, c.Send(t.Context(), run(0, 100)))
		w.before = func(m message.Message) {
			if m.MessageID() < ownIDs {
				time.Sleep(time.Second)
			}
		}
		go func() { _ = c.Send(t.Context(), run(0, 50)) }()
		synctest.Wait()
		ctx, cancel := context.WithCancel(t.Context())
		go func() { _ = c.Send(ctx, run(0, 60)) }()
		synctest.Wait()
		l.Hold(device.Panic)
		cancel()
		time.Sleep(time.Minute)
		assert.Equal(t, "oos", w.kinds())

		ctx, cancel = context.WithCancel(t.Context())
		w.before = func(message.Message) { cancel() }
		stop := &message.StopCmd{Header: message.Header{ID: ownIDs}, DeviceIndex: new(uint32), Outputs: true}
		c.queue = append(c.queue, stop) // as by a hold that came between the limits and the wire
		require.Error(t, c.Send(ctx, &message.Ping{Header: message.Header{ID: 9}}))
		synctest.Wait()
		assert.Equal(t, "ooss", w.kinds())
	})
}
