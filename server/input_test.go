package server

import (
	"context"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/message"
)

func readBattery() *message.InputCmd {
	return &message.InputCmd{FeatureIndex: 6, Type: device.Battery, Command: device.Read}
}

func pressure(c device.InputCommand) *message.InputCmd {
	return &message.InputCmd{FeatureIndex: 7, Type: device.Pressure, Command: c}
}

func TestRead(t *testing.T) {
	toy := newFakeToy("a")
	inBubble(t, Options{}, []*fakeToy{toy}, func(t *testing.T, b *bench) {
		c := b.scanned()
		assert.Equal(t, &message.InputReading{
			Header: message.Header{ID: c.nextID + 1}, FeatureIndex: 6, Type: device.Battery, Value: 77,
		}, c.ask(readBattery()))
	})
}

func TestInputIsRefused(t *testing.T) {
	for _, tt := range []struct {
		name string
		cmd  message.InputCmd
		want string
	}{
		{"no device", message.InputCmd{DeviceIndex: 9, FeatureIndex: 99, Type: device.Battery, Command: device.Read},
			"There is no device 9. It may have disconnected; ask for the device list to see which there are."},
		{"no feature", message.InputCmd{FeatureIndex: 99, Type: device.Battery, Command: device.Read},
			"Device 0 (Fake Toy) has no feature 99. It has feature 0, 1, 3, 4, 5, 6, 7, 8."},
		{"no inputs", message.InputCmd{Type: device.Battery, Command: device.Read},
			"Feature 0 of device 0 (Fake Toy) has no inputs."},
		{"other input", message.InputCmd{FeatureIndex: 6, Type: device.RSSI, Command: device.Read},
			"Feature 6 of device 0 (Fake Toy) has no Rssi input. It has Battery."},
		{"can't subscribe", message.InputCmd{FeatureIndex: 6, Type: device.Battery, Command: device.Subscribe},
			"The Battery input of feature 6 of device 0 (Fake Toy) can't do Subscribe. It can do Read."},
		{"can't unsubscribe", message.InputCmd{FeatureIndex: 6, Type: device.Battery, Command: device.Unsubscribe},
			"The Battery input of feature 6 of device 0 (Fake Toy) can't do Unsubscribe. It can do Read."},
		{"can't read", message.InputCmd{FeatureIndex: 7, Type: device.Pressure, Command: device.Read},
			"The Pressure input of feature 7 of device 0 (Fake Toy) can't do Read. It can do Subscribe, Unsubscribe."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			inBubble(t, Options{}, []*fakeToy{newFakeToy("a")}, func(t *testing.T, b *bench) {
				c := b.scanned()
				assert.Equal(t, tt.want, c.refused(message.CodeDevice, &tt.cmd))
				c.ok(&message.Ping{})
			})
		})
	}
}

func TestReadFails(t *testing.T) {
	for _, tt := range []struct {
		name string
		read func(context.Context) ([]byte, error)
	}{
		{"error", func(context.Context) ([]byte, error) { return nil, errFake }},
		{"empty", func(context.Context) ([]byte, error) { return nil, nil }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			toy := newFakeToy("a")
			toy.read = tt.read
			inBubble(t, Options{}, []*fakeToy{toy}, func(t *testing.T, b *bench) {
				c := b.scanned()
				assert.Contains(t, c.refused(message.CodeDevice, readBattery()), "Battery of device 0 (Fake Toy) could not be read: ")
			})
		})
	}
}

// hang is a toy that does not answer a read.
func hang(ctx context.Context) ([]byte, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

func TestSlowReadHoldsUpNothing(t *testing.T) {
	toy := newFakeToy("a")
	toy.read = hang
	inBubble(t, Options{}, []*fakeToy{toy}, func(t *testing.T, b *bench) {
		c := b.scanned()
		require.Nil(t, c.ask(readBattery()))
		read := c.nextID
		c.ok(vibrate(0, 3))
		assert.Equal(t, []string{"0 Vibrate 3"}, toy.took())
		time.Sleep(inputTimeout)
		assert.Equal(t, []string{"Error 4"}, names([]message.Message{c.reply(read)}), "a toy that does not answer is told")
	})
}

func TestReadsAreBounded(t *testing.T) {
	var toys []*fakeToy
	for i := range maxInputs {
		toy := newFakeToy("toy " + strconv.Itoa(i))
		toy.read = hang
		toys = append(toys, toy)
	}
	inBubble(t, Options{}, toys, func(t *testing.T, b *bench) {
		c := b.scanned()
		read := func(toy int) message.Message {
			cmd := readBattery()
			cmd.DeviceIndex = uint32(toy)
			return cmd
		}
		for i := range maxInputs {
			require.Nil(t, c.ask(read(i)))
		}
		assert.Contains(t, c.refused(message.CodeDevice, read(0)), "More than 32 reads")
		time.Sleep(time.Minute)
		assert.Len(t, c.take(), maxInputs)
		toys[0].mu.Lock()
		toys[0].read = func(context.Context) ([]byte, error) { return []byte{1}, nil }
		toys[0].mu.Unlock()
		assert.IsType(t, &message.InputReading{}, c.ask(read(0)))
	})
}

func TestReadWhenTheToyGoes(t *testing.T) {
	toy := newFakeToy("a")
	toy.read = hang
	inBubble(t, Options{}, []*fakeToy{toy}, func(t *testing.T, b *bench) {
		c := b.scanned()
		require.Nil(t, c.ask(readBattery()))
		require.NoError(t, toy.Close())
		assert.ElementsMatch(t, []string{"Error 4", "DeviceList"}, names(c.take()))
	})
}

func TestReadWhenTheSessionEnds(t *testing.T) {
	toy := newFakeToy("a")
	toy.read = hang
	inBubble(t, Options{}, []*fakeToy{toy}, func(t *testing.T, b *bench) {
		c := b.scanned()
		require.Nil(t, c.ask(readBattery()))
		c.session.Close()
		assert.Empty(t, c.take())
	})
}

func TestSubscription(t *testing.T) {
	toy := newFakeToy("a")
	inBubble(t, Options{}, []*fakeToy{toy}, func(t *testing.T, b *bench) {
		c := b.scanned()
		values := func() []int32 {
			var all []int32
			for _, m := range c.take() {
				r, ok := m.(*message.InputReading)
				require.True(t, ok)
				assert.Equal(t, message.InputReading{FeatureIndex: 7, Type: device.Pressure, Value: r.Value}, *r)
				all = append(all, r.Value)
			}
			return all
		}
		c.ok(pressure(device.Unsubscribe)) // not subscribed: no error
		c.ok(pressure(device.Subscribe))
		c.ok(pressure(device.Subscribe))
		for _, v := range []byte{5, 5, 6, 5} {
			toy.measure(7, device.Pressure, v)
		}
		toy.measure(6, device.Battery, 9) // nobody asked for that
		assert.Equal(t, []int32{5, 6, 5}, values(), "one stream, changes only")

		c.ok(pressure(device.Unsubscribe))
		assert.False(t, toy.subscribed())
		c.ok(pressure(device.Subscribe))
		toy.measure(7, device.Pressure, 8)
		assert.Equal(t, []int32{8}, values())
		assert.Equal(t, 3, toy.subs)
	})
}

// A toy may report while it is still being subscribed to. The client hears of it after it
// was told that it is subscribed, and of the newest value only.
func TestReadingsFollowTheReply(t *testing.T) {
	toy := newFakeToy("a")
	toy.eager = []byte{1, 2, 3}
	inBubble(t, Options{}, []*fakeToy{toy}, func(t *testing.T, b *bench) {
		c := b.scanned()
		c.session.Handle(withID(pressure(device.Subscribe), 9))
		got := c.take()
		assert.Equal(t, []string{"Ok", "InputReading"}, names(got))
		assert.Equal(t, int32(3), got[1].(*message.InputReading).Value)
		toy.measure(7, device.Pressure, 4)
		assert.Equal(t, []string{"InputReading"}, names(c.take()))
	})
}

func TestSubscriptionFails(t *testing.T) {
	toy := newFakeToy("a")
	toy.subErr = errFake
	inBubble(t, Options{}, []*fakeToy{toy}, func(t *testing.T, b *bench) {
		c := b.scanned()
		assert.Equal(t, "The subscription of Pressure of device 0 (Fake Toy) could not be changed: Fake Toy: Pressure: fake failure.",
			c.refused(message.CodeDevice, pressure(device.Subscribe)))
		assert.Empty(t, c.session.subs)
		toy.mu.Lock()
		toy.subErr = nil
		toy.mu.Unlock()
		c.ok(pressure(device.Subscribe))
	})
}

// Subscriptions follow the order of the requests however many are on their way.
func TestSubscriptionsInOrder(t *testing.T) {
	toy := newFakeToy("a")
	inBubble(t, Options{}, []*fakeToy{toy}, func(t *testing.T, b *bench) {
		c := b.scanned()
		for i := range 10 {
			cmd := pressure(device.Subscribe)
			if i%2 == 1 {
				cmd.Command = device.Unsubscribe
			}
			cmd.ID = uint32(100 + i)
			c.session.Handle(cmd)
		}
		synctest.Wait()
		assert.False(t, toy.subscribed())
		assert.Len(t, c.take(), 10)
		assert.Empty(t, c.session.subs, "nothing is left behind")
	})
}

func TestSubscriptionEndsWithTheToy(t *testing.T) {
	toy := newFakeToy("a")
	inBubble(t, Options{}, []*fakeToy{toy}, func(t *testing.T, b *bench) {
		c := b.scanned()
		c.ok(pressure(device.Subscribe))
		require.NoError(t, toy.Close())
		assert.Equal(t, []string{"DeviceList"}, names(c.take()))
		assert.Empty(t, c.session.subs)
		c.ok(&message.StartScanning{}) // it comes back
		c.take()
		toy.measure(7, device.Pressure, 1)
		assert.Empty(t, c.take())
		c.ok(pressure(device.Subscribe))
		toy.measure(7, device.Pressure, 2)
		assert.Equal(t, []string{"InputReading"}, names(c.take()))
	})
}
