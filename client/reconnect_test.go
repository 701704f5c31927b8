package client

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/backoff"
	"github.com/gobuttplug/gobuttplug/message"
)

// reviving are options with which a lost connection is made again, after the shortest pauses.
var reviving = Options{Name: "Test", Reconnect: Reconnect{For: time.Minute, Jitter: func() float64 { return 0 }}}

// wayward is a server that refuses or hangs when it is told to.
type wayward struct {
	*fakeServer
	mu   sync.Mutex
	does string // "", "refuse", "hang", "mute": no answer to the handshake
	at   int    // connections that are being made
	most int
}

func newWayward(devices ...*device.Definition) *wayward {
	w := &wayward{fakeServer: newFakeServer(devices...)}
	w.on["RequestServerInfo"] = func(conn *fakeConn, m message.Message) []message.Message {
		if w.doing() == "mute" {
			return nil
		}
		return []message.Message{conn.usual(m)}
	}
	return w
}

func (w *wayward) doing() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.does
}

func (w *wayward) do(what string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.does = what
}

func (w *wayward) Connect(ctx context.Context, receive func(message.Message)) (Conn, error) {
	w.mu.Lock()
	w.at++
	w.most = max(w.most, w.at)
	w.mu.Unlock()
	defer func() {
		w.mu.Lock()
		w.at--
		w.mu.Unlock()
	}()
	switch w.doing() {
	case "refuse":
		return nil, &WebSocketError{Kind: ErrUnreachable}
	case "hang":
		<-ctx.Done()
		return nil, ctx.Err()
	}
	return w.fakeServer.Connect(ctx, receive)
}

// recordTries adds the events of reconnection to a recorder.
func recordTries(c *Client, r *recorder) {
	c.OnReconnecting(func(a Attempt) { r.add(fmt.Sprintf("try %d in %v", a.Number, a.Delay)) })
	c.OnReconnected(func() { r.add("reconnected") })
}

func revivable(t *testing.T, s *wayward, o Options) (*Client, *recorder) {
	t.Helper()
	c := New(o)
	r := record(c)
	recordTries(c, r)
	require.NoError(t, c.Connect(t.Context(), s))
	t.Cleanup(func() { _ = c.Disconnect(context.Background()) })
	r.take()
	return c, r
}

func TestALostConnectionIsMadeAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newWayward(vibrator(), positioner())
		c, r := revivable(t, s, reviving)
		devices := c.Devices()
		button, _ := devices[1].Feature(3)
		var presses []int32
		require.NoError(t, button.Subscribe(t.Context(), device.Button, func(v int32) { presses = append(presses, v) }))

		waits := make(chan error)
		s.change(func() { s.on["InputCmd"] = answers() }) // never answered
		go func() { _, err := devices[0].Battery(context.Background()); waits <- err }()
		synctest.Wait()
		s.conn().lose(ErrClosed)
		require.ErrorIs(t, <-waits, ErrClosed, "what waits is not kept")
		s.change(func() { delete(s.on, "InputCmd") })
		synctest.Wait()
		assert.Equal(t, []string{"try 1 in 250ms"}, r.take(), "nothing is removed")
		assert.Equal(t, devices, c.Devices())
		assert.False(t, c.Connected())
		assert.False(t, devices[0].Connected())
		assert.True(t, devices[0].Reconnecting())
		for _, err := range []error{
			devices[0].Vibrate(t.Context(), 1), c.StopAll(t.Context()), c.StartScanning(t.Context()),
			button.Subscribe(t.Context(), device.Button, nil),
		} {
			require.ErrorIs(t, err, ErrReconnecting)
			require.ErrorIs(t, err, ConnectorError)
			require.ErrorIs(t, err, device.ErrDisconnected)
		}
		require.ErrorIs(t, c.Connect(t.Context(), s), ErrAlreadyConnected)

		time.Sleep(250 * time.Millisecond)
		synctest.Wait()
		assert.Equal(t, []string{"reconnected"}, r.take())
		assert.Equal(t, devices, c.Devices(), "the same objects")
		assert.True(t, devices[0].Connected())
		assert.Equal(t, "Fake", c.ServerName())
		require.Len(t, s.conn().frames(), 3)
		assert.Equal(t, `[{"InputCmd":{"Id":3,"DeviceIndex":1,"FeatureIndex":3,"Type":"Button","Command":"Subscribe"}}]`, s.conn().frames()[2])
		s.conn().push(&message.InputReading{DeviceIndex: 1, FeatureIndex: 3, Type: device.Button, Value: 1})
		require.NoError(t, devices[0].Vibrate(t.Context(), 1))
		synctest.Wait()
		assert.Equal(t, []int32{1}, presses, "the handler is there")

		s.conn().lose(ErrLost)
		synctest.Wait()
		time.Sleep(time.Second)
		synctest.Wait()
		assert.Contains(t, r.take(), "reconnected", "and again")
		require.NoError(t, c.Disconnect(t.Context()))
		assert.Equal(t, "disconnect: <nil>, not connected", r.take()[2])
	})
}

func TestTriesOfAConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newWayward(vibrator())
		o := reviving
		o.Reconnect.Jitter = func() float64 { return 1 }
		c, r := revivable(t, s, o)
		s.do("refuse")
		s.conn().lose(ErrLost)
		time.Sleep(time.Hour)
		synctest.Wait()
		got := r.take()
		assert.Equal(t, []string{
			"try 1 in 500ms", "try 2 in 1s", "try 3 in 2s", "try 4 in 4s", "try 5 in 8s", "try 6 in 15s", "try 7 in 15s",
			"removed Conformance Test Vibrator, not connected",
		}, got[:8])
		require.Len(t, got, 9)
		assert.Contains(t, got[8], "disconnect: reconnect: the connection could not be made again: reconnect: ")
		require.ErrorIs(t, c.StopAll(t.Context()), ErrNotConnected)
		s.do("")
		require.NoError(t, c.Connect(t.Context(), s), "it can be used anew")
	})
}

func TestTheErrorAfterTheTries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newWayward()
		c, _ := revivable(t, s, reviving)
		ends := make(chan error, 1)
		c.OnServerDisconnect(func(err error) { ends <- err })
		s.do("hang")
		s.conn().lose(ErrLost)
		begin := time.Now()
		ended := <-ends
		assert.Equal(t, time.Minute, time.Since(begin), "hanging counts, too")
		assert.ErrorIs(t, ended, ErrGivenUp)
		assert.ErrorIs(t, ended, ConnectorError)
	})
}

func TestDevicesThatChangedMeanwhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newWayward(vibrator(), positioner())
		c, r := revivable(t, s, reviving)
		before := c.Devices()
		other := positioner()
		other.Features = other.Features[:1]
		s.change(func() { s.devices = []*device.Definition{other, multi()} })
		s.conn().lose(ErrLost)
		time.Sleep(time.Second)
		synctest.Wait()
		assert.Equal(t, []string{
			"try 1 in 250ms",
			"added Conformance Test Positioner", "added Conformance Test Multi",
			"removed Conformance Test Vibrator, not connected", "removed Conformance Test Positioner, not connected",
			"reconnected",
		}, r.take())
		after := c.Devices()
		require.Len(t, after, 2)
		assert.NotSame(t, before[1], after[0], "it can do something else now")
		require.ErrorIs(t, before[1].Stop(t.Context()), ErrDeviceGone)
		require.NoError(t, after[0].Stop(t.Context()))
	})
}

func TestSessionsThatAreNotRevived(t *testing.T) {
	for _, tt := range []struct {
		name string
		o    func(*Options)
		do   func(s *wayward, c *Client)
		want []string // of events, then the text that the last begins with
	}{
		{"not wanted", func(o *Options) { o.Reconnect = Reconnect{} }, func(s *wayward, _ *Client) { s.conn().lose(ErrClosed) },
			[]string{"disconnect: connection lost: the server closed the connection"}},
		{"a missed ping", nil, func(s *wayward, _ *Client) { s.conn().push(message.NewError(0, message.CodePing, "late")) },
			[]string{"ping timeout, not connected", "disconnect: ping: "}},
		{"a server that is too old", nil, func(s *wayward, _ *Client) {
			s.change(func() { s.on["RequestServerInfo"] = answers(message.NewError(1, message.CodeHandshake, "no")) })
			s.conn().lose(ErrClosed)
		}, []string{"try 1 in 250ms", "disconnect: reconnect: the connection could not be made again: handshake: "}},
		{"a server that says nothing", nil, func(s *wayward, _ *Client) {
			s.do("mute")
			s.conn().lose(ErrClosed)
		}, []string{"try 1 in 250ms", "disconnect: reconnect: the connection could not be made again: handshake: no answer"}},
		{"disconnected by the user", nil, func(_ *wayward, c *Client) { _ = c.Disconnect(context.Background()) },
			[]string{"disconnect: <nil>, not connected"}},
		{"lost while it is disconnected", nil, func(s *wayward, c *Client) {
			s.on["StopCmd"] = func(conn *fakeConn, _ message.Message) []message.Message { conn.lose(ErrLost); return nil }
			_ = c.Disconnect(context.Background())
		}, []string{"disconnect: connection lost: "}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newWayward()
				o := reviving
				if tt.o != nil {
					tt.o(&o)
				}
				c, r := revivable(t, s, o)
				tt.do(s, c)
				time.Sleep(time.Hour)
				synctest.Wait()
				got, last := r.take(), len(tt.want)-1
				require.Len(t, got, last+1)
				assert.Equal(t, tt.want[:last], got[:last])
				assert.Contains(t, got[last], tt.want[last])
				assert.False(t, c.Connected())
			})
		})
	}
}

func TestAConnectionThatIsLostInTheHandshakeIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newWayward(positioner())
		c, r := revivable(t, s, reviving)
		d := c.Devices()[0]
		require.NoError(t, feature(t, c, 1, 3).Subscribe(t.Context(), device.Button, nil))
		times := 0
		s.on["RequestDeviceList"] = func(conn *fakeConn, m message.Message) []message.Message {
			if times++; times == 1 {
				conn.lose(ErrLost)
				return nil
			}
			return []message.Message{conn.usual(m)}
		}
		s.on["InputCmd"] = func(conn *fakeConn, m message.Message) []message.Message {
			if times == 2 { // the devices were taken over
				conn.lose(ErrLost)
				return nil
			}
			return []message.Message{conn.usual(m)}
		}
		s.conn().lose(ErrLost)
		time.Sleep(time.Minute)
		synctest.Wait()
		assert.Equal(t, []string{"try 1 in 250ms", "try 2 in 500ms", "try 3 in 1s", "reconnected"}, r.take())
		assert.Equal(t, []*Device{d}, c.Devices())
		require.NoError(t, d.Stop(t.Context()))
	})
}

func TestDisconnectEndsTheTries(t *testing.T) {
	for _, does := range []string{"refuse", "hang", "mute"} {
		for _, handler := range []bool{false, true} {
			t.Run(fmt.Sprint(does, handler), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					s := newWayward(vibrator())
					c, r := revivable(t, s, reviving)
					s.do(does)
					result := make(chan error, 1)
					disconnect := func() { result <- c.Disconnect(context.Background()) }
					if handler {
						c.OnReconnecting(func(a Attempt) {
							if a.Number == 1 {
								disconnect()
							}
						})
					}
					s.conn().lose(ErrLost)
					synctest.Wait()
					if !handler {
						time.Sleep(time.Second)
						synctest.Wait()
						begin := time.Now()
						disconnect()
						assert.Zero(t, time.Since(begin))
					}
					require.NoError(t, <-result)
					synctest.Wait()
					got := r.take()
					assert.Equal(t, []string{"removed Conformance Test Vibrator, not connected", "disconnect: <nil>, not connected"}, got[len(got)-2:])
					time.Sleep(time.Hour)
					synctest.Wait()
					assert.Empty(t, r.take())
					require.ErrorIs(t, c.Disconnect(context.Background()), ErrNotConnected)
				})
			})
		}
	}
}

func TestSubscriptionsThatAreNotRenewed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newWayward(positioner(), multi())
		c, r := revivable(t, s, reviving)
		button, squeeze := feature(t, c, 1, 3), feature(t, c, 2, 5)
		renewed := func() (frames []string) {
			s.conn().lose(ErrLost)
			time.Sleep(time.Second)
			synctest.Wait()
			return s.conn().frames()[2:]
		}
		subscribe := func() {
			require.NoError(t, button.Subscribe(t.Context(), device.Button, nil))
			require.NoError(t, squeeze.Subscribe(t.Context(), device.Pressure, nil))
		}
		subscribe()
		assert.Len(t, renewed(), 2)

		require.NoError(t, button.Unsubscribe(t.Context(), device.Button))
		assert.Len(t, renewed(), 1)

		subscribe()
		require.NoError(t, button.Device().Stop(t.Context()))
		assert.Len(t, renewed(), 1, "a stop ended one")
		require.NoError(t, c.StopAll(t.Context()))
		assert.Empty(t, renewed(), "and all")

		subscribe()
		s.conn().lose(ErrLost)
		synctest.Wait()
		require.NoError(t, button.Unsubscribe(t.Context(), device.Button), "it has ended, and stays so")
		time.Sleep(time.Second)
		synctest.Wait()
		assert.Len(t, s.conn().frames(), 3)

		r.take()
		s.on["InputCmd"] = func(_ *fakeConn, m message.Message) []message.Message {
			return []message.Message{message.NewError(m.MessageID(), message.CodeDevice, "broken")}
		}
		assert.Len(t, renewed(), 1)
		assert.Contains(t, r.take()[1], "the server says: broken")
		assert.Empty(t, renewed(), "what failed is not tried for ever")
	})
}

func TestLimitsHoldAfterTheLoss(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newWayward(vibrator())
		o := reviving
		o.Limits = device.NewLimits()
		rule := device.Unlimited()
		rule.Top, rule.Ramp = 0.5, 0.1
		require.NoError(t, o.Limits.Set("", rule))
		c, _ := revivable(t, s, o)
		f := feature(t, c, 0, 0)
		require.NoError(t, f.Run(t.Context(), Command{device.Vibrate, Fraction(1)}))
		time.Sleep(time.Second)
		s.conn().lose(ErrLost)
		time.Sleep(10 * time.Second)
		synctest.Wait()
		assert.Len(t, s.conn().frames(), 2, "the ramp does not go on by itself")

		require.NoError(t, f.Run(t.Context(), Command{device.Vibrate, Fraction(1)}))
		time.Sleep(time.Minute)
		synctest.Wait()
		assert.Less(t, s.conn().sent[2].(*message.OutputCmd).Value, int32(3), "it begins below")
		assert.Equal(t, int32(50), s.conn().last().(*message.OutputCmd).Value)
	})
}

// Random schedules of losses, of servers that answer, refuse, hang or say nothing, of users
// who disconnect and connect, and of time, compared with what a simple model says.
func TestRevivalAgainstAModel(t *testing.T) {
	for seed := range uint64(100) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { revivals(t, rand.New(rand.NewPCG(seed, 7))) })
		})
	}
}

func revivals(t *testing.T, random *rand.Rand) {
	const (
		up = iota
		waits
		tries
		down
	)
	s := newWayward(vibrator())
	c, r := revivable(t, s, reviving)
	d := c.Devices()[0]
	begin := time.Now()
	state, does, try, sessions := up, "", 0, 1
	var due, end time.Duration
	pause := func() time.Duration { return backoff.Pause(try) / 2 } // without jitter
	pass := func(now time.Duration) {
		for state == waits || state == tries {
			at := min(due, end)
			if at > now {
				return
			}
			switch {
			case at == end:
				state = down
			case state == tries: // the handshake has failed, for good
				state = down
			case does == "":
				state = up
			case does == "hang":
				state, due = tries, end
			case does == "mute":
				state, due = tries, at+defaultHandshakeTimeout
			default:
				try++
				if due = at + pause(); due > end {
					state = down
				}
			}
		}
	}
	log := ""
	for step := range 60 {
		now, what := time.Since(begin), ""
		switch n := random.IntN(8); {
		case n < 2 && state == up:
			what = "lose"
			state, try, end = waits, 1, now+time.Minute
			due = now + pause()
			s.conn().lose(ErrLost)
		case n < 6:
			does = []string{"", "refuse", "hang", "mute"}[random.IntN(4)]
			what = "server " + does
			s.do(does)
		case n == 6 && random.IntN(3) == 0:
			what = "disconnect"
			err := c.Disconnect(context.Background())
			require.Equal(t, state == down, errors.Is(err, ErrNotConnected), "%v in step %d of\n%s", err, step, log)
			state = down
		case n == 7 && state == down && does == "":
			what = "connect"
			require.NoError(t, c.Connect(context.Background(), s))
			state, d = up, c.Devices()[0]
			sessions++
		}
		sleep := time.Duration(random.ExpFloat64() * float64(5*time.Second)).Round(time.Millisecond)
		log += fmt.Sprintf("%v %s, then %v\n", now, what, sleep)
		time.Sleep(sleep)
		synctest.Wait()
		pass(time.Since(begin))
		at := fmt.Sprintf("step %d of\n%s", step, log)
		require.Equal(t, state == up, d.Connected(), at)
		require.Equal(t, state == waits || state == tries, d.Reconnecting(), at)
		require.Equal(t, state != down, slices.Contains(c.Devices(), d), at)
		err := d.Vibrate(context.Background(), 1)
		require.Equal(t, state == up, err == nil, at)
		require.Equal(t, state == waits || state == tries, errors.Is(err, ErrReconnecting), at)
	}
	_ = c.Disconnect(context.Background())
	synctest.Wait()
	require.LessOrEqual(t, s.most, 1, "one connection at a time")
	require.Zero(t, s.at)
	ends, removals := 0, 0
	for _, e := range r.take() {
		if strings.HasPrefix(e, "disconnect") {
			ends++
		} else if strings.HasPrefix(e, "removed") {
			removals++
		}
	}
	require.Equal(t, sessions, ends, "every session ends once")
	require.Equal(t, sessions, removals, "and its device with it")
}
