//go:build !js

package server

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/message"
)

func TestQueueOverflow(t *testing.T) {
	over := 0
	q := newQueues(allQueuesLimit).open(func() { over++ })
	frame := make([]byte, 1<<20)
	for range 3 {
		q.put(&rendered{frame: frame})
	}
	assert.Zero(t, over)
	q.put(&rendered{frame: frame})
	assert.Equal(t, 1, over)
	m, ended := q.next()
	assert.Nil(t, m, "what nobody will read is not kept")
	assert.True(t, ended)
	assert.Zero(t, q.used)
}

// When all together have too much, the one with most is given up, not the one that comes next.
func TestQueuesTogetherAreBounded(t *testing.T) {
	qs := newQueues(1000)
	var over []string
	open := func(name string) *queue { return qs.open(func() { over = append(over, name) }) }
	small, large := open("small"), open("large")
	frame := &rendered{frame: make([]byte, 136)} // weighs 200
	for range 4 {
		large.put(frame)
	}
	small.put(frame)
	assert.Empty(t, over)
	small.put(frame)
	assert.Equal(t, []string{"large"}, over)
	assert.Equal(t, 400, qs.used)

	m, _ := small.next()
	assert.NotNil(t, m)
	assert.Equal(t, 400, qs.used, "what is being written counts")
	small.written(m)
	assert.Equal(t, 200, qs.used)
	small.close()
	large.close()
	assert.Zero(t, qs.used)
	assert.Empty(t, qs.all)
}

func TestListsOfTheSameDevicesWeighLittle(t *testing.T) {
	list := make([]*device.Definition, 256)
	assert.Less(t, weight(&message.DeviceList{Devices: list}), 4096)
	assert.Greater(t, weight(&message.Error{Text: string(make([]byte, 5000))}), 5000)
}
