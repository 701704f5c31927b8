package server

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/message"
)

// leave are the ways in which a session ends.
var leave = []struct {
	name string
	end  func(c *fakeClient)
}{
	{"transport lost", func(c *fakeClient) { c.session.Close() }},
	{"Disconnect", func(c *fakeClient) { c.ok(&message.Disconnect{}) }},
	{"ping missed", func(*fakeClient) { time.Sleep(600 * time.Millisecond) }},
}

func TestWhatAClientDroveStopsWithIt(t *testing.T) {
	for _, tt := range leave {
		t.Run(tt.name, func(t *testing.T) {
			toys := []*fakeToy{newFakeToy("a"), newFakeToy("b")}
			inBubble(t, Options{MaxPingTime: time.Second}, toys, func(t *testing.T, b *bench) {
				one, two := b.scanned(), b.client()
				one.ok(vibrate(0, 1))
				one.ok(&message.OutputCmd{FeatureIndex: 1, Type: device.Rotate, Value: 2})
				one.ok(vibrate(1, 3))
				two.ok(vibrate(1, 4)) // takes over
				one.refused(message.CodeDevice, vibrate(1, 99))
				toys[0].took()
				toys[1].took()

				time.Sleep(time.Second / 2)
				two.ok(&message.Ping{}) // so that only the other misses it
				tt.end(one)
				require.True(t, one.ended())
				assert.ElementsMatch(t, []string{"0 Vibrate 0", "1 Rotate 0"}, toys[0].took())
				assert.Empty(t, toys[1].took(), "another client drives it now")
				two.ok(vibrate(1, 5))

				two.session.Close()
				require.True(t, two.ended())
				assert.ElementsMatch(t, all, toys[0].took(), "nobody is left, so everything stops")
				assert.ElementsMatch(t, append([]string{"0 Vibrate 5"}, all...), toys[1].took())
				assert.True(t, toys[0].connected())
			})
		})
	}
}

func TestAClientThatNeverGreetedStopsNothing(t *testing.T) {
	toy := newFakeToy("a")
	inBubble(t, Options{}, []*fakeToy{toy}, func(t *testing.T, b *bench) {
		c := b.scanned()
		c.ok(vibrate(0, 1))
		toy.took()
		stranger := b.open()
		stranger.session.Close()
		refused := b.open()
		refused.ask(&message.RequestServerInfo{Major: 5})
		assert.Empty(t, toy.took())
	})
}

func TestSubscriptionsAreOfOneClient(t *testing.T) {
	toy := newFakeToy("a")
	inBubble(t, Options{}, []*fakeToy{toy}, func(t *testing.T, b *bench) {
		one, two, three := b.scanned(), b.client(), b.client()
		one.ok(pressure(device.Subscribe))
		two.ok(pressure(device.Subscribe))
		toy.measure(7, device.Pressure, 1)
		readings := func(c *fakeClient) int { return len(c.take()) }
		assert.Equal(t, []int{1, 1, 0}, []int{readings(one), readings(two), readings(three)})

		three.ok(pressure(device.Unsubscribe))
		three.ok(&message.StopCmd{Inputs: true, Outputs: true})
		toy.measure(7, device.Pressure, 2)
		assert.Equal(t, []int{1, 1, 0}, []int{readings(one), readings(two), readings(three)}, "not theirs to end")

		one.ok(&message.StopCmd{Inputs: true})
		toy.measure(7, device.Pressure, 3)
		assert.Equal(t, []int{0, 1, 0}, []int{readings(one), readings(two), readings(three)})

		two.session.Close()
		two.take()
		assert.False(t, toy.subscribed(), "nobody listens any more")
	})
}

func TestEveryClientSeesTheDevices(t *testing.T) {
	toys := []*fakeToy{newFakeToy("a"), newFakeToy("b")}
	inBubble(t, Options{}, toys, func(t *testing.T, b *bench) {
		one, two, stranger := b.client(), b.client(), b.open()
		one.ok(&message.StartScanning{})
		for _, c := range []*fakeClient{one, two} {
			lists := []int{}
			for _, m := range c.take() {
				if list, ok := m.(*message.DeviceList); ok {
					assert.Zero(t, list.ID)
					lists = append(lists, len(list.Devices))
				}
			}
			assert.Equal(t, []int{1, 2}, lists)
		}
		assert.Empty(t, stranger.take(), "nothing is said before the handshake")

		late := b.client()
		assert.Empty(t, late.take(), "the list is not pushed at the handshake")
		list := late.ask(&message.RequestDeviceList{}).(*message.DeviceList)
		require.Len(t, list.Devices, 2)
		assert.Equal(t, fakeModel().Announced(1, 0), list.Devices[1])
	})
}
