package client

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gobuttplug/gobuttplug/message"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestPingFailures(t *testing.T) {
	for _, tt := range []struct {
		name  string
		reply func(m message.Message) []message.Message
		after time.Duration // since the ping
		is    error
	}{
		{"refused", func(m message.Message) []message.Message {
			return []message.Message{message.NewError(m.MessageID(), message.CodePing, "late")}
		}, 0, nil},
		{"refused with another class", func(m message.Message) []message.Message {
			return []message.Message{message.NewError(m.MessageID(), message.CodeMessage, "what?")}
		}, 0, nil},
		{"answered with nonsense", func(m message.Message) []message.Message {
			return []message.Message{&message.InputReading{Header: message.Header{ID: m.MessageID()}}}
		}, 0, ErrUnexpectedReply},
		{"answered with something unreadable", func(m message.Message) []message.Message {
			return []message.Message{&Invalid{Header: message.Header{ID: m.MessageID()}, Reason: errors.New("Ok is null")}}
		}, 0, ErrUnexpectedReply},
		{"never answered", func(message.Message) []message.Message { return nil }, defaultRequestTimeout, ErrTimeout},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newFakeServer(vibrator())
				s.info.MaxPingTime = time.Second
				s.on["Ping"] = func(_ *fakeConn, m message.Message) []message.Message { return tt.reply(m) }
				c, r := connect(t, s)
				r.take()
				var failure error
				c.OnPingTimeout(func(err error) { failure = err })
				time.Sleep(500*time.Millisecond + tt.after)
				synctest.Wait()
				events := r.take()
				require.Len(t, events, 3)
				assert.Equal(t, "ping timeout, not connected", events[0])
				assert.Contains(t, events[2], "disconnect: ping")
				require.ErrorIs(t, failure, PingError)
				if tt.is != nil {
					require.ErrorIs(t, failure, tt.is)
				}
				assert.Same(t, failure, c.StopAll(t.Context()))
				assert.True(t, s.conn().isClosed())
				time.Sleep(time.Hour)
				assert.Empty(t, r.take(), "one event of each")
			})
		})
	}
}

func TestSlowPingAnswersDoNotDelayPings(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFakeServer()
		s.info.MaxPingTime = time.Second
		pings := 0
		s.on["Ping"] = func(conn *fakeConn, m message.Message) []message.Message {
			pings++
			time.AfterFunc(3*time.Second, func() { conn.push(&message.Ok{Header: message.Header{ID: m.MessageID()}}) })
			return nil
		}
		c, _ := connect(t, s)
		time.Sleep(10*time.Second + time.Millisecond)
		synctest.Wait()
		assert.Equal(t, 20, pings)
		assert.True(t, c.Connected())
		require.NoError(t, c.Disconnect(t.Context()))
		time.Sleep(10 * time.Second)
		synctest.Wait()
		assert.Equal(t, 20, pings, "no pings after Disconnect")
	})
}

func TestNoPingsUnlessWanted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFakeServer()
		_, _ = connect(t, s)
		time.Sleep(time.Hour)
		assert.Len(t, s.conn().frames(), 2)
	})
}

func TestPingErrorWhileConnecting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFakeServer(vibrator())
		s.on["RequestDeviceList"] = answers(message.NewError(0, message.CodePing, "too late"))
		c := New(Options{Name: "Test"})
		r := record(c)
		require.ErrorIs(t, c.Connect(t.Context(), s), PingError)
		synctest.Wait()
		assert.Empty(t, r.take(), "the error of Connect tells it all")
	})
}
