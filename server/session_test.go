package server

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/message"
)

func TestMessagesInEachState(t *testing.T) {
	ping := func() message.Message { return &message.Ping{} }
	hello := func() message.Message { return &message.RequestServerInfo{ClientName: "Test", Major: 4} }
	for _, tt := range []struct {
		name  string
		state func(b *bench) *fakeClient
		ask   func() message.Message
		want  string
		ended bool
	}{
		{"awaiting the handshake", (*bench).open, ping, "Error 1", false},
		{"awaiting the handshake", (*bench).open, hello, "ServerInfo", false},
		{"connected", (*bench).client, hello, "Error 1", false},
		{"connected", (*bench).client, ping, "Ok", false},
		{"pinged out", (*bench).pingedOut, ping, "Error 2", true},
		{"pinged out", (*bench).pingedOut, hello, "Error 2", true},
		{"disconnected", (*bench).disconnected, ping, "Error 1", true},
		{"disconnected", (*bench).disconnected, hello, "Error 1", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			inBubble(t, Options{MaxPingTime: time.Second}, nil, func(t *testing.T, b *bench) {
				c := tt.state(b)
				for range 2 { // an answer changes nothing, but for the handshake
					assert.Equal(t, []string{tt.want}, names([]message.Message{c.ask(tt.ask())}))
					assert.Equal(t, tt.ended, c.ended())
					if tt.want == "ServerInfo" {
						tt.want = "Error 1"
					}
				}
			})
		})
	}
}

func (b *bench) pingedOut() *fakeClient {
	c := b.client()
	time.Sleep(2 * time.Second)
	c.take()
	return c
}

func (b *bench) disconnected() *fakeClient {
	c := b.client()
	c.session.Close()
	c.session.Close()
	return c
}

func TestClosedBeforeTheHandshake(t *testing.T) {
	inBubble(t, Options{}, nil, func(t *testing.T, b *bench) {
		c := b.open()
		c.session.Close()
		c.refused(message.CodeHandshake, &message.RequestServerInfo{Major: 4})
		assert.True(t, c.ended())
	})
}

func TestTypedHandshake(t *testing.T) {
	for _, tt := range []struct {
		name  string
		hello message.RequestServerInfo
		want  string // reply
	}{
		{"version 4", message.RequestServerInfo{Major: 4}, "ServerInfo"},
		{"newer minor", message.RequestServerInfo{Major: 4, Minor: 7}, "ServerInfo"},
		{"newer major", message.RequestServerInfo{Major: 5}, "Error 1"},
		{"older, which typed sessions do not speak", message.RequestServerInfo{Form: message.FormMessageVersion, Major: 3}, "Error 1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			inBubble(t, Options{Name: "The Server", MaxPingTime: 1500*time.Millisecond + 3}, nil, func(t *testing.T, b *bench) {
				c := b.open()
				reply := c.ask(&tt.hello)
				assert.Equal(t, []string{tt.want}, names([]message.Message{reply}))
				assert.Equal(t, tt.want != "ServerInfo", c.ended(), "a refused session ends")
				if tt.want == "ServerInfo" {
					assert.Equal(t, &message.ServerInfo{
						Header: message.Header{ID: 1}, ServerName: "The Server", MaxPingTime: 1500 * time.Millisecond, Major: 4,
					}, reply)
				}
			})
		})
	}
}

func TestRequestsAreRefused(t *testing.T) {
	inBubble(t, Options{}, nil, func(t *testing.T, b *bench) {
		c := b.client()
		assert.Equal(t, "Ok is a server's message; clients do not send it.", c.refused(message.CodeMessage, &message.Ok{}))
		c.session.Handle(&message.Ping{}) // with Id 0
		assert.Equal(t, []string{"Error 3"}, names(c.take()))
		c.ok(&message.Ping{})
	})
}

func TestDisconnectMessage(t *testing.T) {
	toy := newFakeToy("a")
	inBubble(t, Options{}, []*fakeToy{toy}, func(t *testing.T, b *bench) {
		c := b.scanned()
		c.ok(vibrate(0, 5))
		toy.took()
		c.ok(&message.Disconnect{})
		assert.True(t, c.ended())
		assert.Contains(t, toy.took(), "0 Vibrate 0")
		assert.True(t, toy.connected(), "devices stay connected to the server")
		assert.Empty(t, c.take())
	})
}

func TestPingTimeout(t *testing.T) {
	const limit = 500 * time.Millisecond
	toy := newFakeToy("a")
	inBubble(t, Options{MaxPingTime: limit}, []*fakeToy{toy}, func(t *testing.T, b *bench) {
		c := b.open()
		time.Sleep(3 * limit)
		assert.Empty(t, c.take(), "the time runs from the handshake on")
		start := time.Now()
		c.ask(&message.RequestServerInfo{Major: 4})
		c.ok(&message.StartScanning{})
		for range 3 {
			time.Sleep(limit - time.Millisecond)
			c.ok(&message.Ping{})
		}
		c.ok(vibrate(0, 5))
		c.ok(&message.InputCmd{FeatureIndex: 7, Type: device.Pressure, Command: device.Subscribe})
		toy.took()
		c.take()
		time.Sleep(limit - time.Millisecond)
		c.ok(vibrate(0, 6)) // only Ping counts
		assert.False(t, c.ended())
		time.Sleep(2 * time.Millisecond)
		assert.True(t, c.ended())
		assert.InDelta(t, 4*limit, time.Since(start), float64(4*time.Millisecond))

		got := c.take()
		require.Len(t, got, 1)
		assert.Equal(t, message.NewError(0, message.CodePing,
			"No Ping came within 500ms. The devices were stopped; connect again to go on."), got[0])
		assert.Contains(t, toy.took(), "0 Vibrate 0")
		assert.False(t, toy.subscribed())
		assert.True(t, toy.connected())
	})
}

func TestPingWithoutNeed(t *testing.T) {
	inBubble(t, Options{}, nil, func(t *testing.T, b *bench) {
		c := b.client()
		c.ok(&message.Ping{})
		time.Sleep(24 * time.Hour)
		c.ok(&message.Ping{})
	})
}

// A client may answer from within send. What it causes comes afterwards, in order.
func TestHandleFromWithinSend(t *testing.T) {
	inBubble(t, Options{}, nil, func(t *testing.T, b *bench) {
		var got []uint32
		var s *Session
		s = b.srv.Open(func(m message.Message) {
			if id := m.MessageID(); id < 5 {
				s.Handle(&message.Ping{Header: message.Header{ID: id + 1}})
				s.Handle(&message.Ping{Header: message.Header{ID: id + 10}})
			}
			got = append(got, m.MessageID())
		})
		s.Handle(&message.RequestServerInfo{Header: message.Header{ID: 1}, Major: 4})
		assert.Equal(t, []uint32{1, 2, 11, 3, 12, 4, 13, 5, 14}, got)
	})
}

func TestCloseFromWithinSend(t *testing.T) {
	toy := newFakeToy("a")
	inBubble(t, Options{}, []*fakeToy{toy}, func(t *testing.T, b *bench) {
		other := b.scanned()
		var s *Session
		s = b.srv.Open(func(m message.Message) {
			if _, ok := m.(*message.Ok); ok {
				s.Close()
			}
		})
		s.Handle(&message.RequestServerInfo{Header: message.Header{ID: 1}, Major: 4})
		cmd := vibrate(0, 7)
		cmd.ID = 2
		s.Handle(cmd)
		<-s.Done()
		other.ok(&message.Ping{})
		assert.Equal(t, "0 Vibrate 0", last(toy.took()))
	})
}

func TestServerClose(t *testing.T) {
	toy := newFakeToy("a")
	inBubble(t, Options{}, []*fakeToy{toy}, func(t *testing.T, b *bench) {
		c := b.scanned()
		stranger := b.open()
		c.ok(vibrate(0, 5))
		require.NoError(t, b.srv.Close())
		require.NoError(t, b.srv.Close(), "twice")
		assert.True(t, c.ended())
		assert.True(t, stranger.ended())
		assert.Equal(t, "0 Vibrate 0", last(toy.took()))
		assert.False(t, toy.connected())
		assert.Empty(t, c.take(), "the end needs no words")

		late := b.open()
		assert.True(t, late.ended())
		assert.IsType(t, &message.Error{}, late.ask(&message.RequestServerInfo{Major: 4}))
	})
}

func TestStopNow(t *testing.T) {
	toys := []*fakeToy{newFakeToy("a"), newFakeToy("b")}
	inBubble(t, Options{}, toys, func(t *testing.T, b *bench) {
		c := b.scanned()
		c.ok(vibrate(0, 5))
		b.srv.StopNow()
		assert.Contains(t, commandTexts(toys[0].last), "0 Vibrate 0")
		assert.Empty(t, toys[1].took(), "a toy that is still is left alone")
		c.ok(&message.Ping{})
	})
}

func last(texts []string) string {
	if len(texts) == 0 {
		return ""
	}
	// The stop of a whole toy writes each feature; the one under test is feature 0.
	for i := len(texts) - 1; i >= 0; i-- {
		if texts[i][0] == '0' {
			return texts[i]
		}
	}
	return ""
}
