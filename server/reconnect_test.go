package server

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/client"
	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/backoff"
	"github.com/gobuttplug/gobuttplug/message"
)

var fetching = Options{Reconnect: Reconnect{For: DefaultReconnectFor}}

// localClient is a client with a session as the connector makes them, and all toys.
func (b *bench) localClient() *fakeClient {
	b.t.Helper()
	c := b.open()
	c.session.local = true
	_, ok := c.ask(&message.RequestServerInfo{ClientName: "Test", Major: 4}).(*message.ServerInfo)
	require.True(b.t, ok)
	c.ok(&message.StartScanning{})
	c.take()
	return c
}

// news are messages as text: "Away 1 in 500ms", "Over: why", the indexes of a list.
func news(ms []message.Message) []string {
	all := []string{}
	for _, m := range ms {
		switch m := m.(type) {
		case *client.Absence:
			text := fmt.Sprintf("%d away, try %d in %v", m.Index, m.Attempt.Number, m.Attempt.Delay)
			if m.Over {
				text = fmt.Sprintf("%d over: %v", m.Index, m.Attempt.Reason)
			}
			all = append(all, text)
		case *message.DeviceList:
			text := "list"
			for _, d := range m.Devices {
				text += " " + number(d.Index)
			}
			all = append(all, text)
		case *message.Error:
			all = append(all, m.Text)
		default:
			all = append(all, m.MessageName())
		}
	}
	return all
}

// drop makes a toy drop out.
func (c *fakeClient) drop(f *fakeToy) {
	c.t.Helper()
	require.NoError(c.t, f.Close())
	synctest.Wait()
}

func TestAToyComesBack(t *testing.T) {
	toy := newFakeToy("a")
	inBubble(t, fetching, []*fakeToy{toy}, func(t *testing.T, b *bench) {
		local, other := b.localClient(), b.client()
		local.ok(vibrate(0, 10))
		toy.took()
		local.drop(toy)
		assert.Equal(t, []string{"0 away, try 1 in 500ms", "list"}, news(local.take()))
		assert.Equal(t, []string{"list"}, news(other.take()), "others see it go")

		no := local.ask(vibrate(0, 5)).(*message.Error)
		assert.ErrorIs(t, no, client.ErrReconnecting)
		assert.ErrorIs(t, no, device.ErrDisconnected)
		assert.Equal(t, "Device 0 (Fake Toy) has dropped out and is being connected again. Nothing that it is told now is done.", no.Text)
		assert.Equal(t, no.Text, local.refused(message.CodeDevice, &message.InputCmd{DeviceIndex: 0, FeatureIndex: 6, Type: device.Battery, Command: device.Read}))
		assert.Equal(t, no.Text, local.refused(message.CodeDevice, &message.StopCmd{DeviceIndex: ptr(uint32(0)), Outputs: true}))
		local.ok(&message.StopCmd{Outputs: true, Inputs: true})

		time.Sleep(backoff.Pause(1))
		assert.Equal(t, []string{"list 0"}, news(local.take()))
		assert.Equal(t, []string{"list 0"}, news(other.take()), "and come, with its index")
		assert.Contains(t, toy.took(), "0 Vibrate 0", "it may have gone on running")
		local.ok(vibrate(0, 7))
		synctest.Wait()
		assert.Equal(t, []string{"0 Vibrate 7"}, toy.took())
	})
}

// In every version of the protocol a toy that drops out goes and comes back under its index.
func TestOldClientsSeeAToyGoAndCome(t *testing.T) {
	hello := func(version string) string { return `[{"RequestServerInfo":{"Id":1,"ClientName":"c"` + version + `}}]` }
	for name, tt := range map[string]struct{ hello, gone, back string }{
		"0": {hello(""), `[{"DeviceRemoved":{"Id":0,"DeviceIndex":0}}]`, `[{"DeviceAdded":{"Id":0,"DeviceIndex":0,`},
		"1": {hello(`,"MessageVersion":1`), `[{"DeviceRemoved":{"Id":0,"DeviceIndex":0}}]`, `[{"DeviceAdded":{"Id":0,"DeviceIndex":0,`},
		"2": {hello(`,"MessageVersion":2`), `[{"DeviceRemoved":{"Id":0,"DeviceIndex":0}}]`, `[{"DeviceAdded":{"Id":0,"DeviceIndex":0,`},
		"3": {helloV3, `[{"DeviceRemoved":{"Id":0,"DeviceIndex":0}}]`, `[{"DeviceAdded":{"Id":0,"DeviceIndex":0,`},
		"4": {helloV4, `[{"DeviceList":{"Id":0,"Devices":{}}}]`, `[{"DeviceList":{"Id":0,"Devices":{"0":{`},
	} {
		t.Run(name, func(t *testing.T) {
			toy := newFakeToy("a")
			inBubble(t, fetching, []*fakeToy{toy}, func(t *testing.T, b *bench) {
				local, c := b.localClient(), b.frames()
				c.say(tt.hello)
				c.say(`[{"RequestDeviceList":{"Id":2}}]`)
				local.drop(toy)
				assert.Equal(t, []string{tt.gone}, c.take())
				toy.change(func() { toy.connect = func(context.Context, []device.Service) error { return errFake } })
				time.Sleep(10 * time.Second)
				assert.Empty(t, c.take(), "it is told nothing of the tries")
				toy.change(func() { toy.connect = nil })
				time.Sleep(10 * time.Second)
				got := c.take()
				require.Len(t, got, 1)
				assert.Contains(t, got[0], tt.back)
			})
		})
	}
}

func TestAToyIsTriedAtGrowingIntervals(t *testing.T) {
	toy := newFakeToy("a")
	inBubble(t, Options{Reconnect: Reconnect{For: time.Minute}}, []*fakeToy{toy}, func(t *testing.T, b *bench) {
		c := b.localClient()
		begin, tries := time.Now(), []time.Duration{}
		toy.connect = func(context.Context, []device.Service) error {
			tries = append(tries, time.Since(begin))
			return errFake
		}
		c.drop(toy)
		time.Sleep(time.Hour)
		got := news(c.take())
		s := func(n float64) time.Duration { return time.Duration(n * float64(time.Second)) }
		assert.Equal(t, []time.Duration{s(0.5), s(1.5), s(3.5), s(7.5), s(15.5), s(30.5), s(45.5)}, tries)
		assert.Equal(t, "0 away, try 8 in 15s", got[len(got)-2])
		assert.Equal(t, "0 over: the connection could not be made again (1m0s, tries: 8): as fake: fake failure", got[len(got)-1])
		assert.Equal(t, "There is no device 0. It may have disconnected; ask for the device list to see which there are.",
			c.refused(message.CodeDevice, vibrate(0, 1)))
	})
}

func TestATryThatHangsIsBounded(t *testing.T) {
	toy := newFakeToy("a")
	inBubble(t, Options{ConnectTimeout: 5 * time.Second, Reconnect: Reconnect{For: time.Minute}}, []*fakeToy{toy}, func(t *testing.T, b *bench) {
		c := b.localClient()
		at, most := 0, 0
		toy.connect = func(ctx context.Context, _ []device.Service) error {
			at++
			most = max(most, at)
			<-ctx.Done()
			at--
			return ctx.Err()
		}
		c.drop(toy)
		time.Sleep(backoff.Pause(1) + 5*time.Second)
		assert.Equal(t, []string{"0 away, try 1 in 500ms", "list", "0 away, try 2 in 1s"}, news(c.take()))
		c.ok(&message.StartScanning{}) // tries it, too
		time.Sleep(time.Minute)
		got := news(c.take())
		assert.Equal(t, 1, most, "one at a time")
		assert.Contains(t, got, "0 over: the connection could not be made again (1m0s, tries: 6): as fake: the device did not answer in time")
	})
}

func TestWhatEndsTheTries(t *testing.T) {
	for _, tt := range []struct {
		name string
		end  func(*bench, *fakeClient)
		want string
	}{
		{"let go", func(b *bench, _ *fakeClient) { assert.True(b.t, b.srv.LetGo(0)) }, "0 over: <nil>"},
		{"released", func(b *bench, _ *fakeClient) { b.srv.Release("a", errFake) }, "0 over: fake failure"},
		{"switched off", func(b *bench, _ *fakeClient) { b.srv.SetReconnect(Reconnect{Off: true}) }, "0 over: <nil>"},
		{"no client is left", func(_ *bench, c *fakeClient) { c.session.Close() }, ""},
		{"the server closes", func(b *bench, _ *fakeClient) { assert.NoError(b.t, b.srv.Close()) }, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			toy := newFakeToy("a")
			inBubble(t, fetching, []*fakeToy{toy}, func(t *testing.T, b *bench) {
				c := b.localClient()
				c.drop(toy)
				c.take()
				tt.end(b, c)
				if tt.want != "" {
					assert.Equal(t, tt.want, news(c.take())[0])
				}
				time.Sleep(time.Minute)
				assert.False(t, toy.connected())
				assert.False(t, b.srv.LetGo(0), "nothing is left of it")
			})
		})
	}
}

func TestLetGoOfAConnectedToy(t *testing.T) {
	toy := newFakeToy("a")
	inBubble(t, fetching, []*fakeToy{toy}, func(t *testing.T, b *bench) {
		c := b.localClient()
		c.ok(vibrate(0, 3))
		assert.True(t, b.srv.LetGo(0))
		assert.Equal(t, []string{"list"}, news(c.take()), "it is not fetched back")
		assert.Equal(t, []string{"0 Vibrate 3", "0 Vibrate 0"}, toy.took()[:2])
		time.Sleep(time.Minute)
		assert.False(t, toy.connected())
	})
}

func TestTriesThatMakeNoSense(t *testing.T) {
	for _, tt := range []struct {
		name string
		lose func(*fakeToy)
		want string
	}{
		{"it lacks what it needs", func(f *fakeToy) { f.endpoints = []device.Endpoint{device.Rx} }, "the device lacks what it is driven with: tx"},
		{"it must not be used", func(f *fakeToy) {
			f.connect = func(context.Context, []device.Service) error { return device.ErrNotAllowed }
		}, "not allowed"},
		{"it has a name that nobody knows", func(f *fakeToy) { f.adv.Name = "?" }, "no known device answers to this name and data"},
		{"its model is unknown", func(f *fakeToy) { f.adv.Name = "undefined" }, "no such model is known"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			toy := newFakeToy("a")
			inBubble(t, fetching, []*fakeToy{toy}, func(t *testing.T, b *bench) {
				c := b.localClient()
				c.drop(toy)
				toy.change(func() { tt.lose(toy) })
				c.take()
				time.Sleep(time.Second)
				got := news(c.take())
				require.Len(t, got, 1)
				assert.Contains(t, got[0], "0 over: the connection could not be made again (1s, tries: 1): ")
				assert.Contains(t, got[0], tt.want)
				time.Sleep(time.Hour)
				assert.False(t, toy.connected())
			})
		})
	}
}

// changing is a catalogue whose model of a toy changes.
type changing struct {
	fakeCatalog
	steps atomic.Int32
}

func (c *changing) Define(name, identifier string) (*device.Definition, bool) {
	def, ok := c.fakeCatalog.Define(name, identifier)
	def.Features[0].Outputs[0].Range.Max = c.steps.Load()
	return def, ok
}

func TestAToyThatComesBackAsAnother(t *testing.T) {
	toy, known := newFakeToy("a"), &changing{}
	known.steps.Store(20)
	o := fetching
	o.Catalog = known
	inBubble(t, o, []*fakeToy{toy}, func(t *testing.T, b *bench) {
		c := b.localClient()
		c.ok(vibrate(0, 20))
		b.srv.SetReconnect(Reconnect{Resume: true})
		c.drop(toy)
		toy.change(func() { toy.adv.Name = "Another model" }) // the identifier
		c.take()
		toy.took()
		time.Sleep(time.Second)
		assert.Equal(t, []string{"0 over: " + errAnotherModel.Error(), "list 1"}, news(c.take()))
		assert.Contains(t, toy.took(), "0 Vibrate 0", "and it is still")

		c.drop(toy)
		known.steps.Store(3)
		c.take()
		time.Sleep(time.Second)
		assert.Equal(t, []string{"1 over: " + errAnotherModel.Error(), "list 1"}, news(c.take()), "the same model with other features")
		assert.Contains(t, c.refused(message.CodeDevice, vibrate(1, 20)), "3", "the old definition does not count")
	})
}

func TestOutputsThatGoOn(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(b *bench, c *fakeClient, toy *fakeToy)
		want   []string
	}{
		{"as before", func(*bench, *fakeClient, *fakeToy) {}, []string{"0 Vibrate 10", "1 Rotate -4"}},
		{"not wanted", func(b *bench, _ *fakeClient, _ *fakeToy) { b.srv.SetReconnect(Reconnect{}) }, []string{"0 Vibrate 0", "1 Rotate 0"}},
		{"a feature was stopped", func(_ *bench, c *fakeClient, _ *fakeToy) {
			no := c.ask(&message.StopCmd{DeviceIndex: ptr(uint32(0)), FeatureIndex: ptr(uint32(1)), Outputs: true})
			assert.ErrorIs(c.t, no.(*message.Error), client.ErrReconnecting)
		}, []string{"0 Vibrate 10", "1 Rotate 0"}},
		{"all was stopped", func(_ *bench, c *fakeClient, _ *fakeToy) { c.ok(&message.StopCmd{Outputs: true}) }, []string{"0 Vibrate 0", "1 Rotate 0"}},
		{"its owner stopped it", func(b *bench, _ *fakeClient, _ *fakeToy) {
			b.srv.options.UserLimits.Hold(device.Panic)
			b.srv.options.UserLimits.Release(device.Panic)
		}, []string{"0 Vibrate 0", "1 Rotate 0"}},
		{"whoever gave them is gone", func(_ *bench, c *fakeClient, _ *fakeToy) { c.session.Close() }, []string{"0 Vibrate 0", "1 Rotate 0"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			toy := newFakeToy("a")
			inBubble(t, Options{Reconnect: Reconnect{Resume: true}}, []*fakeToy{toy}, func(t *testing.T, b *bench) {
				b.client() // so that there is always one
				c := b.localClient()
				c.ok(vibrate(0, 10))
				c.ok(&message.OutputCmd{FeatureIndex: 1, Type: device.Rotate, Value: -4})
				c.ok(&message.OutputCmd{FeatureIndex: 3, Type: device.HwPositionWithDuration, Value: 50, Duration: 100})
				c.drop(toy)
				toy.took()
				tt.change(b, c, toy)
				time.Sleep(time.Second)
				synctest.Wait()
				last := map[string]string{}
				for _, text := range toy.took() {
					last[text[:1]] = text
				}
				assert.Equal(t, "3 Oscillate 0", last["3"], "a move is not repeated")
				assert.Equal(t, tt.want, []string{last["0"], last["1"]})
			})
		})
	}
}

func TestLevelsThatGoOnStopWithTheirClient(t *testing.T) {
	toy := newFakeToy("a")
	inBubble(t, Options{Reconnect: Reconnect{Resume: true}}, []*fakeToy{toy}, func(t *testing.T, b *bench) {
		b.client()
		c := b.localClient()
		c.ok(vibrate(0, 10))
		c.drop(toy)
		time.Sleep(time.Second)
		synctest.Wait()
		toy.took()
		c.session.Close()
		synctest.Wait()
		assert.Equal(t, []string{"0 Vibrate 0"}, toy.took())
	})
}

func TestSubscriptionsComeBack(t *testing.T) {
	toy := newFakeToy("a")
	inBubble(t, fetching, []*fakeToy{toy}, func(t *testing.T, b *bench) {
		local, other := b.localClient(), b.client()
		local.ok(pressure(device.Subscribe))
		other.ok(pressure(device.Subscribe))
		local.drop(toy)
		time.Sleep(time.Second)
		local.take()
		other.take()
		toy.measure(7, device.Pressure, 42)
		assert.Equal(t, []message.Message{&message.InputReading{FeatureIndex: 7, Type: device.Pressure, Value: 42}}, local.take())
		assert.Empty(t, other.take(), "a client that saw it go subscribes itself")

		local.drop(toy) // before any more was said
		time.Sleep(time.Second)
		local.take()
		assert.True(t, toy.subscribed())

		local.drop(toy)
		local.ok(pressure(device.Unsubscribe))
		time.Sleep(time.Minute)
		assert.False(t, toy.subscribed(), "it was ended meanwhile")

		local.take()
		local.ok(pressure(device.Subscribe))
		local.drop(toy)
		local.ok(&message.StopCmd{DeviceIndex: ptr(uint32(0)), Inputs: true})
		time.Sleep(time.Minute)
		assert.False(t, toy.subscribed(), "as was this one")

		local.take()
		local.ok(pressure(device.Subscribe))
		local.drop(toy)
		toy.change(func() { toy.subErr = errFake })
		local.take()
		time.Sleep(time.Second)
		assert.Equal(t, []string{"list 0",
			"The subscription of Pressure of device 0 (Fake Toy) could not be changed: Fake Toy: Pressure: fake failure."}, news(local.take()))
	})
}

func TestAScanFindsAnAbsentToy(t *testing.T) {
	toy := newFakeToy("a")
	inBubble(t, fetching, []*fakeToy{toy}, func(t *testing.T, b *bench) {
		c := b.localClient()
		c.ok(pressure(device.Subscribe))
		c.drop(toy)
		c.take()
		c.ok(&message.StartScanning{})
		assert.Equal(t, []string{"list 0", "ScanningFinished"}, news(c.take()))
		assert.True(t, toy.subscribed())
		time.Sleep(time.Hour)
		assert.Empty(t, c.take())
	})
}

func TestAToyThatKeepsDroppingOutIsGivenUp(t *testing.T) {
	toy := newFakeToy("a")
	inBubble(t, Options{Reconnect: Reconnect{For: time.Minute}}, []*fakeToy{toy}, func(t *testing.T, b *bench) {
		c := b.localClient()
		connects := 0
		toy.connect = func(context.Context, []device.Service) error {
			connects++
			time.AfterFunc(time.Millisecond, func() { _ = toy.Close() })
			return nil
		}
		c.drop(toy)
		time.Sleep(time.Hour)
		got := news(c.take())
		assert.Equal(t, 7, connects)
		assert.Equal(t, []string{"Device 0 (Fake Toy) is not connected again: " + errFlapping.Error() + ".", "list"}, got[len(got)-2:])
	})
}

func TestAToyThatStaysForAWhileBeginsAnew(t *testing.T) {
	toy := newFakeToy("a")
	inBubble(t, fetching, []*fakeToy{toy}, func(t *testing.T, b *bench) {
		c := b.localClient()
		for _, try := range []string{"1 in 500ms", "2 in 1s", "3 in 2s"} {
			c.drop(toy)
			assert.Equal(t, "0 away, try "+try, news(c.take())[0])
			time.Sleep(10 * time.Second)
			c.take()
		}
		time.Sleep(steady)
		c.drop(toy)
		assert.Equal(t, "0 away, try 1 in 500ms", news(c.take())[0])
	})
}

func TestAToyThatDoesNotTakeWhatItIsTold(t *testing.T) {
	toy := newFakeToy("a")
	inBubble(t, Options{Reconnect: Reconnect{For: time.Hour, Resume: true}}, []*fakeToy{toy}, func(t *testing.T, b *bench) {
		c := b.localClient()
		c.ok(vibrate(0, 10))
		synctest.Wait()
		connects := 0
		toy.connect = func(context.Context, []device.Service) error { connects++; return nil }
		toy.took()
		toy.refuses(errFake)
		c.ok(&message.OutputCmd{FeatureIndex: 0, Type: device.Vibrate, Value: 11})
		time.Sleep(time.Second) // it is given up
		toy.took()
		time.Sleep(time.Hour)
		got := news(c.take())
		assert.Equal(t, refusedTries, connects)
		for _, text := range toy.took() {
			assert.Equal(t, " 0", text[len(text)-2:], "it is told to be still, and nothing else")
		}
		assert.Contains(t, got[len(got)-2], "Device 0 (Fake Toy) is not connected again: the device does not take what it is told")
		assert.Equal(t, "list", got[len(got)-1])
	})
}

func TestAToyThatTakesNothingIsTriedAFewTimes(t *testing.T) {
	toy := newFakeToy("a")
	inBubble(t, fetching, []*fakeToy{toy}, func(t *testing.T, b *bench) {
		c := b.localClient()
		connects := 0
		toy.change(func() {
			toy.connect = func(context.Context, []device.Service) error { connects++; return errFake }
			toy.refuse = errFake
		})
		c.ok(&message.StopCmd{Outputs: true})
		time.Sleep(time.Hour)
		got := news(c.take())
		assert.Equal(t, refusedTries, connects)
		assert.Equal(t, "0 over: the connection could not be made again (4s, tries: 3): as fake: fake failure", got[len(got)-1])
	})
}

// kept is a peripheral that is somebody's until it is released.
type kept struct {
	*fakeToy
	mu       sync.Mutex
	released int
}

func (k *kept) Release() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.released++
}

func (k *kept) times() int {
	synctest.Wait()
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.released
}

func TestAToyIsReleasedWhenItIsNotWanted(t *testing.T) {
	toy := &kept{fakeToy: newFakeToy("a")}
	o := fetching
	o.Scanners = []device.Scanner{&fakeScanner{scan: func(_ context.Context, started func(), found func(device.Peripheral)) error {
		started()
		found(toy)
		return nil
	}}}
	inBubble(t, o, nil, func(t *testing.T, b *bench) {
		c := b.localClient()
		c.drop(toy.fakeToy)
		assert.Equal(t, 0, toy.times(), "not while it is tried")
		time.Sleep(time.Minute)
		assert.Equal(t, 0, toy.times(), "not when it is back")
		c.drop(toy.fakeToy)
		b.srv.LetGo(0)
		assert.Equal(t, 1, toy.times(), "while it was tried")

		c.ok(&message.StartScanning{})
		b.srv.LetGo(0)
		assert.Equal(t, 2, toy.times(), "while it was connected")

		toy.connect = func(context.Context, []device.Service) error { return errFake }
		c.ok(&message.StartScanning{})
		assert.Equal(t, 3, toy.times(), "it could not be connected")

		toy.connect = nil
		c.ok(&message.StartScanning{})
		b.srv.SetReconnect(Reconnect{Off: true})
		c.drop(toy.fakeToy)
		assert.Equal(t, 4, toy.times(), "it dropped out and is not tried")

		c.ok(&message.StartScanning{})
		require.NoError(t, b.srv.Close())
		assert.Equal(t, 5, toy.times(), "the server ended")
	})
}

// What a program sees of all that, whose client is in the same process.
func TestADeviceThatComesBackIsTheSameToAClient(t *testing.T) {
	toy := newFakeToy("a")
	inBubble(t, Options{Reconnect: Reconnect{For: 2 * time.Second}}, []*fakeToy{toy}, func(t *testing.T, b *bench) {
		c := client.New(client.Options{Name: "Test"})
		require.NoError(t, c.Connect(t.Context(), b.srv.Connector()))
		var events []string
		note := func(format string, args ...any) { events = append(events, fmt.Sprintf(format, args...)) }
		c.OnDeviceAdded(func(d *client.Device) { note("added %d", d.Index()) })
		c.OnDeviceRemoved(func(d *client.Device) { note("removed %d %t", d.Index(), d.Reconnecting()) })
		c.OnDeviceReconnecting(func(d *client.Device, a client.Attempt) {
			note("reconnecting %d, try %d in %v: %v, %t %t", d.Index(), a.Number, a.Delay, a.Reason, d.Connected(), d.Reconnecting())
		})
		c.OnDeviceReconnected(func(d *client.Device) { note("reconnected %d %t %t", d.Index(), d.Connected(), d.Reconnecting()) })
		c.OnError(func(err error) { note("error: %v", err) })
		take := func() []string {
			synctest.Wait()
			got := events
			events = nil
			return got
		}
		require.NoError(t, c.StartScanning(t.Context()))
		assert.Equal(t, []string{"added 0"}, take())
		d := c.Devices()[0]
		f, _ := d.Feature(7)
		var values []int32
		require.NoError(t, f.Subscribe(t.Context(), device.Pressure, func(v int32) { values = append(values, v) }))

		require.NoError(t, toy.Close())
		assert.Equal(t, []string{"reconnecting 0, try 1 in 500ms: the device is disconnected, false true"}, take())
		assert.Equal(t, []*client.Device{d}, c.Devices())
		err := d.Vibrate(t.Context(), 1)
		require.ErrorIs(t, err, client.ErrReconnecting)
		require.ErrorIs(t, err, client.DeviceError)
		require.ErrorIs(t, d.Stop(t.Context()), client.ErrReconnecting, "which ends the subscription all the same")
		require.NoError(t, c.StopAll(t.Context()))
		time.Sleep(time.Second)
		assert.Equal(t, []string{"reconnected 0 true false"}, take())
		require.NoError(t, f.Subscribe(t.Context(), device.Pressure, func(v int32) { values = append(values, v) }))
		require.NoError(t, d.Vibrate(t.Context(), 0.5))

		time.Sleep(steady)
		require.NoError(t, toy.Close())
		synctest.Wait()
		time.Sleep(time.Second)
		toy.measure(7, device.Pressure, 9)
		take()
		assert.Equal(t, []int32{9}, values)

		time.Sleep(steady)
		toy.change(func() { toy.connect = func(context.Context, []device.Service) error { return errFake } })
		require.NoError(t, toy.Close())
		time.Sleep(time.Minute)
		assert.Equal(t, []string{
			"reconnecting 0, try 1 in 500ms: the device is disconnected, false true",
			"reconnecting 0, try 2 in 1s: as fake: fake failure, false true",
			"reconnecting 0, try 3 in 2s: as fake: fake failure, false true",
			`error: device 0 "Fake Toy": the connection could not be made again (2s, tries: 3): as fake: fake failure`,
			"removed 0 false",
		}, take())
		require.ErrorIs(t, d.Vibrate(t.Context(), 1), client.ErrDeviceGone)
		require.NoError(t, c.Disconnect(t.Context()))
	})
}

func TestConnectWithoutAScan(t *testing.T) {
	toy := newFakeToy("a")
	inBubble(t, fetching, []*fakeToy{toy}, func(t *testing.T, b *bench) {
		c := b.client()
		require.NoError(t, b.srv.Connect(t.Context(), toy))
		assert.Equal(t, []string{"list 0"}, news(c.take()))
		require.NoError(t, b.srv.Connect(t.Context(), toy), "it is connected already")

		c.drop(toy)
		require.NoError(t, b.srv.Connect(t.Context(), toy), "instead of the next try")
		time.Sleep(time.Minute)
		assert.Equal(t, []string{"list", "list 0"}, news(c.take()))

		other := newFakeToy("b")
		other.connect = func(ctx context.Context, _ []device.Service) error { <-ctx.Done(); return ctx.Err() }
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		time.AfterFunc(time.Millisecond, func() { assert.ErrorIs(t, b.srv.Connect(t.Context(), other), errBusy) })
		require.EqualError(t, b.srv.Connect(ctx, other), `The device "Toy b" could not be connected: as fake: the device did not answer in time.`)

		unknown := newFakeToy("c")
		unknown.adv.Name = "?"
		require.ErrorIs(t, b.srv.Connect(t.Context(), unknown), errUnknownToy)
		require.NoError(t, b.srv.Close())
		require.ErrorIs(t, b.srv.Connect(t.Context(), newFakeToy("d")), errClosed)
	})
}
