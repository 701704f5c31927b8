package server

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/client"
	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/message"
)

// steps is a scanner that does what the test tells it, one step at a time.
type steps struct {
	name    string
	runs    int
	begin   chan bool              // true: call started
	find    chan device.Peripheral // found
	end     chan error             // return
	endless bool                   // does not obey ctx
}

func newSteps(name string) *steps {
	return &steps{name: name, begin: make(chan bool), find: make(chan device.Peripheral), end: make(chan error)}
}

func (s *steps) Name() string { return s.name }

func (s *steps) Scan(ctx context.Context, started func(), found func(device.Peripheral)) error {
	s.runs++
	done := ctx.Done()
	if s.endless {
		done = nil
	}
	for {
		select {
		case <-s.begin:
			started()
		case p := <-s.find:
			found(p)
		case err := <-s.end:
			return err
		case <-done:
			return ctx.Err()
		}
	}
}

func inScan(t *testing.T, scanners int, test func(t *testing.T, b *bench, s []*steps)) {
	t.Helper()
	var o Options
	// The channels of steps must belong to the bubble, so they are made in there.
	o.Scanners = make([]device.Scanner, scanners)
	inBubble(t, o, nil, func(t *testing.T, b *bench) {
		all := make([]*steps, scanners)
		for i := range all {
			all[i] = newSteps(string(rune('A' + i)))
			b.srv.options.Scanners[i] = all[i]
		}
		test(t, b, all)
	})
}

func start() message.Message { return &message.StartScanning{} }
func stop() message.Message  { return &message.StopScanning{} }

func TestScanWithoutScanner(t *testing.T) {
	inBubble(t, Options{Scanners: []device.Scanner{}}, nil, func(t *testing.T, b *bench) {
		c := b.client()
		assert.Equal(t, "This server has no means to look for devices. Start it with at least one.",
			c.refused(message.CodeDevice, start()))
		c.ok(stop())
	})
}

func TestScanStartIsAnsweredWhenItHasBegun(t *testing.T) {
	inScan(t, 2, func(t *testing.T, b *bench, s []*steps) {
		c := b.client()
		require.Nil(t, c.ask(start()))
		first := c.nextID
		require.Nil(t, c.ask(start()))
		s[0].begin <- true
		assert.Equal(t, []string{"Ok", "Ok"}, names([]message.Message{c.reply(first), c.reply(first + 1)}))
		s[1].begin <- true
		c.ok(start())
		assert.Equal(t, []int{1, 1}, []int{s[0].runs, s[1].runs}, "scanners are not started twice")
		s[0].end <- nil
		assert.Empty(t, c.take())
		s[1].end <- nil
		assert.Equal(t, []string{"ScanningFinished"}, names(c.take()))
	})
}

func TestScanFailsToBegin(t *testing.T) {
	inScan(t, 2, func(t *testing.T, b *bench, s []*steps) {
		c := b.client()
		for range 2 { // a failure leaves nothing behind
			require.Nil(t, c.ask(start()))
			s[0].end <- errFake
			require.Nil(t, c.reply(c.nextID))
			s[1].end <- device.ErrNotAllowed
			e := c.reply(c.nextID)
			require.IsType(t, &message.Error{}, e)
			assert.Equal(t, "Scanning could not begin. A: fake failure; B: not allowed.", e.(*message.Error).Text)
			assert.Equal(t, message.CodeDevice, e.(*message.Error).Code)
			assert.Empty(t, c.take(), "what did not begin does not finish")
		}
	})
}

func TestScanFailsInPart(t *testing.T) {
	inScan(t, 2, func(t *testing.T, b *bench, s []*steps) {
		c := b.client()
		c.ask(start())
		s[0].end <- errFake
		s[1].begin <- true
		assert.IsType(t, &message.Ok{}, c.reply(c.nextID))
		told := c.take()
		require.Equal(t, []string{"Error 4"}, names(told))
		assert.Equal(t, "A: fake failure.", told[0].(*message.Error).Text)
		assert.ErrorIs(t, told[0].(*message.Error), errFake, "for a client in the same process")
		s[1].end <- errFake
		assert.Equal(t, []string{"Error 4", "ScanningFinished"}, names(c.take()), "failed after it had begun")
		assert.Contains(t, b.logged(), "B could not scan: fake failure")
	})
}

func TestScanIsCancelledByAPerson(t *testing.T) {
	inScan(t, 1, func(t *testing.T, b *bench, s []*steps) {
		c := b.client()
		c.ask(start())
		s[0].end <- nil // a chooser closed before it said anything
		assert.Equal(t, []string{"Ok", "ScanningFinished"}, names(c.take()))
		c.ask(start())
		assert.Equal(t, 2, s[0].runs)
	})
}

func TestScanStops(t *testing.T) {
	for _, tt := range []struct {
		name  string
		begun bool
		want  []string
	}{
		{"active", true, []string{"Ok"}},
		{"starting", false, []string{"Ok", "Ok"}}, // of StartScanning, of StopScanning
	} {
		t.Run(tt.name, func(t *testing.T) {
			inScan(t, 1, func(t *testing.T, b *bench, s []*steps) {
				c := b.client()
				for range 3 { // start and stop in any number of turns
					c.session.Handle(withID(start(), 101))
					if tt.begun {
						s[0].begin <- true
						c.take()
					}
					c.session.Handle(withID(stop(), 102))
					assert.Equal(t, tt.want, names(c.take()), "no ScanningFinished after StopScanning")
					c.ok(stop())
				}
				assert.Equal(t, 3, s[0].runs)
			})
		})
	}
}

func TestScanStartsAgainWhileStopping(t *testing.T) {
	inScan(t, 1, func(t *testing.T, b *bench, s []*steps) {
		s[0].endless = true
		c := b.client()
		c.ask(start())
		s[0].begin <- true
		c.ok(stop())
		require.Nil(t, c.ask(start()))
		again := c.nextID
		assert.Equal(t, 1, s[0].runs, "the first run has not ended")
		s[0].end <- nil
		require.Nil(t, c.reply(again))
		assert.Equal(t, 2, s[0].runs)
		s[0].begin <- true
		assert.IsType(t, &message.Ok{}, c.reply(again))
		s[0].end <- nil
		c.take()
	})
}

func TestScanTimeouts(t *testing.T) {
	for _, tt := range []struct {
		name     string
		stopping bool
		want     string
	}{
		{"starting", false, "Scanning did not begin within 10s. Try again."},
		{"stopping", true, "The scanning before this one has not ended within 10s. If a device chooser is open, close it and try again."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			inScan(t, 1, func(t *testing.T, b *bench, s []*steps) {
				s[0].endless = true
				c := b.client()
				if tt.stopping {
					c.ask(start())
					s[0].begin <- true
					c.ok(stop())
				}
				require.Nil(t, c.ask(start()))
				time.Sleep(scanStartTimeout)
				want := message.NewError(c.nextID, message.CodeDevice, tt.want)
				want.Cause = client.ErrTimeout
				assert.Equal(t, []message.Message{want}, filterErrors(c.take()))
				s[0].end <- nil
				assert.Empty(t, c.take())
				require.Nil(t, c.ask(start()))
				s[0].begin <- true
				assert.IsType(t, &message.Ok{}, c.reply(c.nextID))
				s[0].end <- nil
				c.take()
			})
		})
	}
}

func TestScanRequestsAreBounded(t *testing.T) {
	inScan(t, 1, func(t *testing.T, b *bench, _ []*steps) {
		c := b.client()
		for range maxScanRequests {
			require.Nil(t, c.ask(start()))
		}
		assert.Contains(t, c.refused(message.CodeDevice, start()), "asked for 8 times")
		c.ok(stop())
		assert.Len(t, c.take(), maxScanRequests)
	})
}

func TestScanFinishesWhenAllIsConnected(t *testing.T) {
	inScan(t, 1, func(t *testing.T, b *bench, s []*steps) {
		release := make(chan struct{})
		slow := newFakeToy("slow")
		slow.connect = func(ctx context.Context, _ []device.Service) error { <-release; return nil }
		c := b.client()
		c.ask(start())
		s[0].begin <- true
		s[0].find <- slow
		s[0].end <- nil
		assert.Equal(t, []string{"Ok"}, names(c.take()))
		close(release)
		assert.Equal(t, []string{"DeviceList", "ScanningFinished"}, names(c.take()))
	})
}

func TestScanStartsAgainWhileAToyConnects(t *testing.T) {
	inScan(t, 1, func(t *testing.T, b *bench, s []*steps) {
		release := make(chan struct{})
		slow := newFakeToy("slow")
		slow.connect = func(ctx context.Context, _ []device.Service) error { <-release; return nil }
		c := b.client()
		other := b.client()
		c.ask(start())
		other.ask(start())
		s[0].begin <- true
		s[0].find <- slow
		s[0].end <- nil
		c.take()
		other.take()
		require.Nil(t, c.ask(start()), "the chooser opens again")
		assert.Equal(t, 2, s[0].runs)
		assert.Equal(t, []string{"ScanningFinished"}, names(other.take()))
		assert.Equal(t, []string{"ScanningFinished"}, names(c.take()))
		close(release)
		assert.Equal(t, []string{"DeviceList"}, names(c.take()))
		s[0].begin <- true
		assert.Equal(t, []string{"Ok"}, names(c.take()))
		c.ok(stop())
	})
}

func TestScanStopsWhileAToyConnects(t *testing.T) {
	inScan(t, 1, func(t *testing.T, b *bench, s []*steps) {
		release := make(chan struct{})
		slow := newFakeToy("slow")
		slow.connect = func(ctx context.Context, _ []device.Service) error { <-release; return nil }
		c := b.client()
		c.ask(start())
		s[0].find <- slow
		s[0].end <- nil
		c.take()
		c.ok(stop())
		close(release)
		assert.Equal(t, []string{"DeviceList"}, names(c.take()))
	})
}

func TestScanIsShared(t *testing.T) {
	inScan(t, 1, func(t *testing.T, b *bench, s []*steps) {
		one, two, idle := b.client(), b.client(), b.client()
		one.ask(start())
		s[0].begin <- true
		two.ok(start())
		assert.Equal(t, 1, s[0].runs)
		one.take()
		one.ok(stop())
		idle.ok(stop())
		s[0].find <- newFakeToy("a") // still scanning for the other
		assert.Equal(t, []string{"DeviceList"}, names(one.take()))
		s[0].end <- nil
		assert.Equal(t, []string{"DeviceList", "ScanningFinished"}, names(two.take()))
		assert.Empty(t, one.take())
		assert.Equal(t, []string{"DeviceList"}, names(idle.take()))
	})
}

func TestScanEndsWithTheSessionThatWantedIt(t *testing.T) {
	inScan(t, 1, func(t *testing.T, b *bench, s []*steps) {
		one, two := b.client(), b.client()
		one.ask(start())
		s[0].begin <- true
		one.take()
		one.session.Close()
		assert.Empty(t, two.take())
		two.ask(start())
		assert.Equal(t, 2, s[0].runs, "the first scan was stopped")
		two.ok(&message.Disconnect{})
	})
}

func withID(m message.Message, id uint32) message.Message {
	m.SetMessageID(id)
	return m
}

func filterErrors(ms []message.Message) []message.Message {
	var errs []message.Message
	for _, m := range ms {
		if _, ok := m.(*message.Error); ok {
			errs = append(errs, m)
		}
	}
	return errs
}
