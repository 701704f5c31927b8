//go:build !js

package server

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device"
)

// A toy that notifies 10,000 times a second: a client that reads gets every reading, in
// order, and can still command; one that reads nothing is given up before its queue is
// large, without harm to the other.
func TestFloodOfReadings(t *testing.T) {
	const subscribe = `[{"InputCmd":{"Id":4,"DeviceIndex":0,"FeatureIndex":7,"Type":"Pressure","Command":"Subscribe"}}]`
	inPipeBubble(t, HandlerOptions{}, func(t *testing.T, b *pipeBench) {
		reads, frozen := b.vibrating(), b.dial()
		for len(reads.frames) > 0 {
			<-reads.frames
		}
		reads.send(subscribe)
		require.Contains(t, <-reads.frames, `"Ok"`)
		frozen.send(hello + subscribe)
		synctest.Wait()
		frozen.freeze()

		const readings = 4000
		most := 0
		go func() {
			for i := range readings {
				b.toy.measure(7, device.Pressure, byte(i%200))
				time.Sleep(time.Second / 10_000)
			}
		}()
		answered := false
		for i := 0; i < readings; {
			frame := <-reads.frames
			if strings.Contains(frame, `"Ok":{"Id":5`) {
				answered = true
				continue
			}
			require.Contains(t, frame, `"Pressure":{"Value":`+number(uint32(i%200))+`}`)
			i++
			b.web.queues.mu.Lock()
			most = max(most, b.web.queues.used)
			b.web.queues.mu.Unlock()
			if i == readings/2 {
				reads.send(`[{"OutputCmd":{"Id":5,"DeviceIndex":0,"FeatureIndex":0,"Command":{"Vibrate":{"Value":9}}}}]`)
			}
		}
		assert.True(t, answered)
		assert.Equal(t, []string{"0 Vibrate 9"}, b.toy.took())
		assert.Less(t, most, 1<<20)
		time.Sleep(defaultIdleTimeout)
		synctest.Wait()
		assert.Contains(t, strings.Join(b.logged(), "\n"), "the client does not")
		assert.Equal(t, 1, b.srv.Clients())
	})
}
