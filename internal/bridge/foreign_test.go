package bridge_test

import (
	"strings"
	"testing"
	"testing/synctest"

	"github.com/gobuttplug/gobuttplug/client"
	"github.com/gobuttplug/gobuttplug/internal/bridge"
	"github.com/gobuttplug/gobuttplug/message"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestForeignConnection(t *testing.T) {
	events := handed(t, func(t *testing.T, out *bridge.Outbox) {
		f := bridge.NewForeign(3, out)
		conn, err := f.Connect(t.Context())
		require.NoError(t, err)
		require.NoError(t, conn.Send(t.Context(), &message.Ping{Header: message.Header{ID: 1}}, &message.StartScanning{Header: message.Header{ID: 2}}))

		f.Deliver([]byte(`[{"Ok":{"Id":1}},{"Nonsense":{"Id":2}}]`))
		ms, err := conn.Receive(t.Context())
		require.NoError(t, err)
		require.Len(t, ms, 2)
		assert.Equal(t, &message.Ok{Header: message.Header{ID: 1}}, ms[0])
		assert.IsType(t, &client.Invalid{}, ms[1])
		assert.EqualValues(t, 2, ms[1].MessageID())

		require.NoError(t, f.Ended().Err())
		require.NoError(t, conn.Close())
		require.NoError(t, conn.Close())
		assert.Error(t, f.Ended().Err())
		assert.ErrorIs(t, conn.Send(t.Context(), &message.Ping{}), client.ErrClosed)
	})
	frame := func(name string, id float64) []any {
		return []any{"frame", 3.0, []any{map[string]any{name: map[string]any{"Id": id}}}}
	}
	assert.Equal(t, []any{frame("Ping", 1), frame("StartScanning", 2), []any{"closed", 3.0}}, events)
}

func TestForeignHangUp(t *testing.T) {
	events := handed(t, func(t *testing.T, out *bridge.Outbox) {
		f := bridge.NewForeign(3, out)
		ended := make(chan error)
		go func() {
			_, err := f.Receive(t.Context())
			ended <- err
		}()
		synctest.Wait()
		f.HangUp()
		err := <-ended
		_, code, _ := bridge.Describe(err)
		assert.Equal(t, "closed", code)
		require.NoError(t, f.Close())
	})
	assert.Empty(t, events, "the page knows already")
}

func TestForeignFlood(t *testing.T) {
	f := bridge.NewForeign(3, bridge.NewOutbox())
	frame := []byte("[" + strings.TrimSuffix(strings.Repeat(`{"Ok":{"Id":1}},`, 1000), ",") + "]")
	for range 20 {
		f.Deliver(frame)
	}
	var received int
	for {
		ms, err := f.Receive(t.Context())
		received += len(ms)
		if err != nil {
			_, code, _ := bridge.Describe(err)
			assert.Equal(t, "congested", code)
			break
		}
	}
	assert.Equal(t, 16000, received)
}
