package server

import (
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/message"
)

// Clients come, send anything from several goroutines at once, and go in the middle of
// it, while toys drop out and come back. In the end nothing runs.
func TestManyClientsAtOnce(t *testing.T) {
	toys := []*fakeToy{newFakeToy("a"), newFakeToy("b"), newFakeToy("c")}
	inBubble(t, Options{MaxPingTime: 30 * time.Second}, toys, func(t *testing.T, b *bench) {
		watcher := b.scanned()
		var clients sync.WaitGroup
		for seed := range uint64(12) {
			clients.Go(func() { chaoticClient(b, seed) })
		}
		clients.Go(func() {
			for i := range 30 {
				time.Sleep(7 * time.Millisecond)
				assert.NoError(t, toys[i%3].Close())
				synctest.Wait()
				watcher.session.Handle(withID(start(), 1))
			}
		})
		clients.Wait()
		watcher.take()
		watcher.session.Close()
		watcher.take()
		for _, toy := range toys {
			levels := map[byte]string{}
			toy.mu.Lock()
			writes := toy.writes
			toy.mu.Unlock()
			for i, text := range commandTexts(writes) {
				levels[writes[i][0]] = text
			}
			delete(levels, 3) // the last move of the stroker
			require.Equal(t, map[byte]string{0: "0 Vibrate 0", 1: "1 Rotate 0", 4: "4 Vibrate 0"}, levels)
		}
	})
}

// chaoticClient runs a few sessions one after the other, each used by several goroutines.
func chaoticClient(b *bench, seed uint64) {
	for round := range uint64(5) {
		s := b.srv.Open(func(message.Message) {})
		s.Handle(&message.RequestServerInfo{Header: message.Header{ID: 1}, Major: 4})
		var users sync.WaitGroup
		for user := range uint64(3) {
			users.Go(func() {
				random := rand.New(rand.NewPCG(seed, round*10+user))
				for range 60 {
					m := randomRequest(random)
					m.SetMessageID(1 + random.Uint32N(1000))
					s.Handle(m)
					if random.IntN(4) == 0 {
						time.Sleep(time.Duration(random.IntN(3)) * time.Millisecond)
					}
				}
			})
		}
		if round%2 == 0 {
			time.Sleep(20 * time.Millisecond)
			s.Close() // in the middle of it
		}
		users.Wait()
		s.Close()
		<-s.Done()
	}
}

func randomRequest(random *rand.Rand) message.Message {
	toy := random.Uint32N(4)
	switch random.IntN(12) {
	case 0:
		return &message.StartScanning{}
	case 1:
		return &message.StopScanning{}
	case 2:
		return &message.StopCmd{DeviceIndex: &toy, Inputs: true, Outputs: random.IntN(2) == 0}
	case 3:
		cmd := readBattery()
		cmd.DeviceIndex = toy
		return cmd
	case 4:
		return pressure(device.Subscribe)
	case 5:
		return pressure(device.Unsubscribe)
	case 6:
		return &message.RequestDeviceList{}
	case 7:
		return &message.OutputCmd{DeviceIndex: toy, FeatureIndex: 1, Type: device.Rotate, Value: random.Int32N(21) - 10}
	case 8:
		return &message.OutputCmd{DeviceIndex: toy, FeatureIndex: 4, Type: device.Vibrate, Value: random.Int32N(11)}
	}
	return vibrate(toy, random.Int32N(21))
}
