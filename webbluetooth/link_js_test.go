//go:build js && wasm

package webbluetooth

import (
	"context"
	"errors"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/jsx"
)

func TestWrite(t *testing.T) {
	ctx := context.Background()
	f, c, link := connected(t, usual)
	require.NoError(t, link.Write(ctx, device.Tx, []byte("Vibrate:5;"), false))
	require.NoError(t, link.Write(ctx, device.Tx, []byte{0xff}, true))
	require.NoError(t, link.Write(ctx, device.Tx, nil, true))
	assert.Equal(t, []string{"write- fff1 566962726174653a353b", "write+ fff1 ff", "write+ fff1 "}, f.ops())
	assert.Empty(t, c.pending())
}

func TestWriteTheOtherWay(t *testing.T) {
	ctx := context.Background()
	for properties, want := range map[string]string{with: "write+", without: "write-"} {
		f, _, link := connected(t, `{ "`+mainService+`": { "`+txUUID+`": `+properties+` } }`)
		require.NoError(t, link.Write(ctx, device.Tx, []byte{1}, true))
		require.NoError(t, link.Write(ctx, device.Tx, []byte{1}, false))
		link.WriteNow(device.Tx, []byte{1}, true, nil)
		assert.Equal(t, []string{want + " fff1 01", want + " fff1 01", want + " fff1 01"}, f.ops())
	}
}

func TestWriteWithUnknownProperties(t *testing.T) {
	ctx := context.Background()
	f, _, link := connected(t, `{ "`+mainService+`": { "`+txUUID+`": `+none+` } }`)
	require.NoError(t, link.Write(ctx, device.Tx, []byte{1}, true))
	require.NoError(t, link.Write(ctx, device.Tx, []byte{1}, false))
	assert.Equal(t, []string{"write+ fff1 01", "write- fff1 01"}, f.ops())
}

func TestWritesOfAllLengths(t *testing.T) {
	f, _, link := connected(t, usual)
	for _, data := range [][]byte{{1}, {2}, {3, 4}, {}, {5, 6}, {7}} {
		require.NoError(t, link.Write(context.Background(), device.Tx, data, true))
	}
	assert.Equal(t, []string{"write+ fff1 01", "write+ fff1 02", "write+ fff1 0304", "write+ fff1 ", "write+ fff1 0506", "write+ fff1 07"}, f.ops())
}

func TestWriteInAnOldBrowser(t *testing.T) {
	f := newFake(t, usual)
	s, _ := testScanner(t)
	f.plan("characteristics", `["value", [{ uuid: "`+txUUID+`", properties: null, writeValue() {} }, { uuid: "`+rxUUID+`" }]]`)
	link, err := connect(t, choose(t, s))
	require.NoError(t, err)
	defer link.Close()
	err = link.Write(context.Background(), device.Tx, []byte{1}, false)
	assert.ErrorIs(t, err, ErrNoWrite)
	assert.ErrorIs(t, err, device.ErrUnsupported)
	link.WriteNow(device.Tx, []byte{1}, false, func(failure error) { err = failure })
	assert.ErrorIs(t, err, ErrNoWrite)
}

func TestWriteTooLong(t *testing.T) {
	ctx := context.Background()
	f, _, link := connected(t, usual)
	err := link.Write(ctx, device.Tx, make([]byte, 513), true)
	assert.ErrorIs(t, err, ErrTooLong)
	assert.ErrorContains(t, err, "write 513 bytes to tx of LVS-Z001")
	err = nil
	link.WriteNow(device.Tx, make([]byte, 513), true, func(failure error) { err = failure })
	assert.ErrorIs(t, err, ErrTooLong)
	assert.Empty(t, f.ops())
	assert.NoError(t, link.Write(ctx, device.Tx, make([]byte, 512), true))
}

// Nothing of what a chatty toy says is kept.
func TestFloodOfNotifications(t *testing.T) {
	f, _, link := connected(t, usual)
	got := 0
	require.NoError(t, link.Subscribe(context.Background(), device.Rx, func([]byte) { got++ }))
	flood := func() {
		f.eval(`(() => { const c = fake.device.find("fff2"); for (let n = 0; n < 5000; n++) c.notify(new DataView(new Uint8Array(20).buffer)) })()`)
	}
	used := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	flood()
	before := used()
	for range 5 {
		flood()
	}
	eventually(t, "all arrive", func() bool { return got == 30_000 })
	assert.Less(t, used(), before+1_000_000)
	require.NoError(t, link.Unsubscribe(context.Background(), device.Rx))
}

func TestNoSuchEndpoint(t *testing.T) {
	ctx := context.Background()
	f, _, link := connected(t, usual)
	assert.ErrorIs(t, link.Write(ctx, device.TxCommand, []byte{1}, true), device.ErrNoEndpoint)
	assert.ErrorIs(t, link.Subscribe(ctx, device.TxCommand, func([]byte) {}), device.ErrNoEndpoint)
	_, err := link.Read(ctx, device.TxCommand)
	assert.ErrorIs(t, err, device.ErrNoEndpoint)
	assert.ErrorContains(t, err, "read command of LVS-Z001")
	assert.NoError(t, link.Unsubscribe(ctx, device.TxCommand))
	link.WriteNow(device.TxCommand, []byte{1}, true, func(failure error) { err = failure })
	assert.ErrorIs(t, err, device.ErrNoEndpoint)
	assert.Empty(t, f.ops())
}

func TestOperationErrors(t *testing.T) {
	ctx := context.Background()
	f, _, link := connected(t, usual)
	for plan, want := range map[string]error{
		`["reject", "NetworkError", "GATT Error: Not paired."]`:                                   ErrNotPaired,
		`["reject", "SecurityError", "GATT operation not authorized."]`:                           ErrNotPaired,
		`["reject", "SecurityError", "writeValue() called on blocklisted object"]`:                ErrServiceHidden,
		`["reject", "InvalidModificationError", "GATT Error: invalid attribute length."]`:         ErrTooLong,
		`["reject", "NotSupportedError", "GATT operation not permitted."]`:                        device.ErrUnsupported,
		`["throw", "NotSupportedError", "GATT Error: Not supported."]`:                            device.ErrUnsupported,
		`["reject", "NetworkError", "something that leaves the connection up, as gatt tells us"]`: device.ErrDisconnected,
	} {
		f.plan("write", plan)
		err := link.Write(ctx, device.Tx, []byte{1}, false)
		assert.ErrorIs(t, err, want, plan)
		assert.ErrorContains(t, err, "write tx of LVS-Z001")
	}
	f.plan("write", `["reject", "NotSupportedError", "GATT operation failed for unknown reason."]`)
	err := link.Write(ctx, device.Tx, []byte{1}, false)
	var thrown *jsx.Exception
	require.ErrorAs(t, err, &thrown)
	assert.Equal(t, "NotSupportedError", thrown.Name)
	assert.NoError(t, link.Write(ctx, device.Tx, []byte{1}, false), "the link goes on")
}

// What connect, a write and the start of notifications give back says nothing that counts.
func TestWhatTheBrowserGivesBackIsNotLookedAt(t *testing.T) {
	ctx := context.Background()
	for _, value := range []string{
		`null`, `5n`, `{}`, `"garbage"`, `new Proxy({}, { get(_, p) { if (p === "then") return undefined; throw new Error("no") } })`,
	} {
		for _, operation := range []string{"connect", "write", "start"} {
			t.Run(operation+" "+value, func(t *testing.T) {
				f := newFake(t, usual)
				s, _ := testScanner(t)
				f.plan(operation, `["value", `+value+`]`)
				link, err := connect(t, choose(t, s))
				require.NoError(t, err)
				assert.NoError(t, link.Write(ctx, device.Tx, []byte{1}, false))
				var got []byte
				require.NoError(t, link.Subscribe(ctx, device.Rx, func(data []byte) { got = data }))
				f.eval(`fake.device.find("fff2").notify(new DataView(new Uint8Array([7]).buffer))`)
				settled(t)
				assert.Equal(t, []byte{7}, got)
				assert.False(t, isClosed(link.Done()))
				require.NoError(t, link.Close())
				assert.Zero(t, f.number(`fake.listeners`))
			})
		}
	}
}

func TestOneOperationAtATime(t *testing.T) {
	ctx := context.Background()
	f, _, link := connected(t, usual)
	f.eval(`fake.device.find("2a19").readable = [55]`)
	f.plan("write", `["hang"]`)
	first := start(func() error { return link.Write(ctx, device.Tx, []byte{1}, true) })
	settled(t)
	second := start(func() error { return link.Write(ctx, device.Tx, []byte{2}, false) })
	settled(t)
	third := start(func() error { return link.Subscribe(ctx, device.Rx, func([]byte) {}) })
	settled(t)
	fourth := start(func() error {
		data, err := link.Read(ctx, device.RxBLEBattery)
		assert.Equal(t, []byte{55}, data)
		return err
	})
	assert.True(t, idle(t, first))
	assert.Equal(t, []string{"write+ fff1 01"}, f.ops())
	f.eval(`fake.settle()`)
	for _, one := range []<-chan error{first, second, third, fourth} {
		assert.NoError(t, result(t, one))
	}
	assert.Equal(t, []string{"write- fff1 02", "start fff2", "read 2a19"}, f.ops(), "in the order they were asked for")
	assert.Zero(t, f.number(`fake.overlaps`))
}

func TestManyWritersNeverOverlap(t *testing.T) {
	ctx := context.Background()
	f, _, link := connected(t, usual)
	f.eval(`fake.refuseOverlap = true`)
	results := make([]<-chan error, 50)
	for i := range results {
		results[i] = start(func() error { return link.Write(ctx, device.Tx, []byte{byte(i)}, true) })
	}
	for _, one := range results {
		assert.NoError(t, result(t, one))
	}
	assert.Len(t, f.ops(), 50)
	assert.Zero(t, f.number(`fake.overlaps`))
}

func TestGivingUpKeepsTheTurn(t *testing.T) {
	f, c, link := connected(t, usual)
	f.plan("write", `["hang"]`)
	bored := errors.New("bored")
	ctx, cancel := context.WithCancelCause(context.Background())
	first := start(func() error { return link.Write(ctx, device.Tx, []byte{1}, true) })
	settled(t)
	waiting := start(func() error { return link.Write(ctx, device.Tx, []byte{2}, true) })
	settled(t)
	cancel(bored)
	assert.ErrorIs(t, result(t, first), bored)
	assert.ErrorIs(t, result(t, waiting), bored)
	assert.ErrorIs(t, link.Write(ctx, device.Tx, []byte{3}, true), bored)

	next := start(func() error { return link.Write(context.Background(), device.Tx, []byte{4}, true) })
	assert.True(t, idle(t, next), "the browser is still busy")
	f.eval(`fake.settle()`)
	assert.NoError(t, result(t, next))
	assert.Equal(t, []string{"write+ fff1 01", "write+ fff1 04"}, f.ops())
	assert.Zero(t, f.number(`fake.overlaps`))
	assert.Empty(t, c.pending())
}

func TestHungToyIsDisconnected(t *testing.T) {
	ctx := context.Background()
	f, c, link := connected(t, usual)
	f.plan("write", `["hang"]`)
	hung := start(func() error { return link.Write(ctx, device.Tx, []byte{1}, true) })
	settled(t)
	waiting := start(func() error { return link.Write(ctx, device.Tx, []byte{2}, true) })
	assert.True(t, idle(t, hung))
	c.fire(DefaultOperationTimeout)
	assert.ErrorIs(t, result(t, hung), device.ErrTimeout)
	assert.ErrorIs(t, result(t, waiting), device.ErrDisconnected)
	assert.True(t, isClosed(link.Done()))
	assert.Equal(t, []string{"write+ fff1 01", "disconnect"}, f.ops())
	f.eval(`fake.settle("NetworkError", "late")`)
	settled(t)
	assert.Empty(t, c.pending())
}

func TestHungToyIsDisconnectedThoughNobodyWaits(t *testing.T) {
	f, c, link := connected(t, usual)
	f.plan("read", `["hang"]`)
	ctx, cancel := context.WithCancel(context.Background())
	read := start(func() error {
		_, err := link.Read(ctx, device.RxBLEBattery)
		return err
	})
	settled(t)
	cancel()
	assert.ErrorIs(t, result(t, read), context.Canceled)
	assert.False(t, isClosed(link.Done()))
	c.fire(DefaultOperationTimeout)
	assert.True(t, isClosed(link.Done()))
}

func TestDisconnectDuringAWrite(t *testing.T) {
	for name, plan := range map[string]string{"hung": `["gone", "hang"]`, "rejected": `["gone", "reject", "NetworkError", "GATT Server is disconnected."]`} {
		t.Run(name, func(t *testing.T) {
			ctx := context.Background()
			f, c, link := connected(t, usual)
			f.plan("write", plan)
			assert.ErrorIs(t, link.Write(ctx, device.Tx, []byte{1}, true), device.ErrDisconnected)
			assert.True(t, isClosed(link.Done()))
			f.ops()
			assert.ErrorIs(t, link.Write(ctx, device.Tx, []byte{1}, true), device.ErrDisconnected)
			assert.ErrorIs(t, link.Subscribe(ctx, device.Rx, func([]byte) {}), device.ErrDisconnected)
			assert.ErrorIs(t, link.Unsubscribe(ctx, device.Rx), device.ErrDisconnected)
			_, err := link.Read(ctx, device.RxBLEBattery)
			assert.ErrorIs(t, err, device.ErrDisconnected)
			link.WriteNow(device.Tx, []byte{1}, true, func(error) { assert.Fail(t, "a toy that is gone needs no stop") })
			assert.Empty(t, f.ops())
			assert.Empty(t, c.pending())
		})
	}
}

func TestLossIsNoticedWithoutTheEvent(t *testing.T) {
	for name, prepare := range map[string]string{
		"not connected":         `fake.device.gatt.connected = false`,
		"stale characteristics": `fake.device.generation++`,
	} {
		t.Run(name, func(t *testing.T) {
			f, _, link := connected(t, usual)
			f.eval(prepare)
			assert.ErrorIs(t, link.Write(context.Background(), device.Tx, []byte{1}, true), device.ErrDisconnected)
			assert.True(t, isClosed(link.Done()))
		})
	}
}

func TestHostileObjects(t *testing.T) {
	ctx := context.Background()
	f, _, link := connected(t, usual)
	f.eval(`Object.defineProperty(fake.device.find("fff2"), "value", { get() { throw new Error("no") } })`)
	require.NoError(t, link.Subscribe(ctx, device.Rx, func([]byte) { t.Error("there was no value") }))
	f.eval(`fake.device.find("fff2").dispatchEvent(new Event("characteristicvaluechanged"))`)

	f.eval(`Object.defineProperty(fake.device.find("2a19"), "readValue", { get() { throw new Error("no") } })`)
	_, err := link.Read(ctx, device.RxBLEBattery)
	assert.Error(t, err)

	f.plan("write", `["value", new Proxy({}, { get() { throw new Error("no") } })]`)
	assert.Error(t, link.Write(ctx, device.Tx, []byte{1}, true))

	f.eval(`fake.device.gatt.disconnect = () => { throw new Error("no") }`)
	require.NoError(t, link.Close())
	assert.True(t, isClosed(link.Done()))
}

func TestBusyBrowser(t *testing.T) {
	const busy = `["reject", "NetworkError", "GATT operation already in progress."]`
	ctx := context.Background()

	t.Run("it passes", func(t *testing.T) {
		f, c, link := connected(t, usual)
		f.plan("write", busy, busy)
		done := start(func() error { return link.Write(ctx, device.Tx, []byte{7}, true) })
		c.fire(busyPauses[0])
		c.fire(busyPauses[1])
		assert.NoError(t, result(t, done))
		assert.Equal(t, []string{"write+ fff1 07", "write+ fff1 07", "write+ fff1 07"}, f.ops())
		assert.Empty(t, c.pending())
	})
	t.Run("it stays", func(t *testing.T) {
		f, c, link := connected(t, usual)
		f.plan("write", busy, busy, busy, busy, busy, busy)
		done := start(func() error { return link.Write(ctx, device.Tx, []byte{7}, true) })
		for _, pause := range busyPauses {
			c.fire(pause)
		}
		assert.ErrorIs(t, result(t, done), ErrBusy)
		assert.False(t, isClosed(link.Done()))
		assert.NoError(t, link.Write(ctx, device.Tx, []byte{8}, true))
	})
	t.Run("the caller gives up", func(t *testing.T) {
		f, c, link := connected(t, usual)
		f.plan("write", busy)
		ctx, cancel := context.WithCancel(ctx)
		done := start(func() error { return link.Write(ctx, device.Tx, []byte{7}, true) })
		settled(t)
		cancel()
		assert.ErrorIs(t, result(t, done), context.Canceled)
		assert.Empty(t, c.pending())
		assert.NoError(t, link.Write(context.Background(), device.Tx, []byte{8}, true))
	})
	t.Run("the toy goes", func(t *testing.T) {
		f, c, link := connected(t, usual)
		f.plan("write", busy)
		done := start(func() error { return link.Write(ctx, device.Tx, []byte{7}, true) })
		settled(t)
		f.eval(`fake.device.drop()`)
		assert.ErrorIs(t, result(t, done), device.ErrDisconnected)
		assert.Empty(t, c.pending())
	})
	t.Run("subscribing", func(t *testing.T) {
		f, c, link := connected(t, usual)
		f.plan("start", busy)
		f.plan("stop", busy)
		done := start(func() error { return link.Subscribe(ctx, device.Rx, func([]byte) {}) })
		c.fire(busyPauses[0])
		assert.NoError(t, result(t, done))
		done = start(func() error { return link.Unsubscribe(ctx, device.Rx) })
		c.fire(busyPauses[0])
		assert.NoError(t, result(t, done))
		assert.Equal(t, []string{"start fff2", "start fff2", "stop fff2", "stop fff2"}, f.ops())
	})
}

func TestWriteNow(t *testing.T) {
	ctx := context.Background()
	f, c, link := connected(t, usual)
	link.WriteNow(device.Tx, []byte{1}, false, nil)
	assert.Equal(t, []string{"write- fff1 01"}, f.ops(), "before WriteNow returns")

	// Also while another write is going on, where the browser allows that.
	f.plan("write", `["hang"]`)
	first := start(func() error { return link.Write(ctx, device.Tx, []byte{2}, true) })
	settled(t)
	link.WriteNow(device.Tx, []byte{0}, false, nil)
	assert.Equal(t, []string{"write+ fff1 02", "write- fff1 00"}, f.ops())
	f.eval(`fake.settle()`)
	assert.NoError(t, result(t, first))
	assert.Empty(t, c.pending())

	// Where it does not, the write follows as soon as possible.
	f.eval(`fake.refuseOverlap = true`)
	f.plan("write", `["hang"]`)
	first = start(func() error { return link.Write(ctx, device.Tx, []byte{3}, true) })
	settled(t)
	link.WriteNow(device.Tx, []byte{0}, false, nil)
	settled(t)
	f.eval(`fake.settle()`)
	assert.NoError(t, result(t, first))
	c.fire(busyPauses[0])
	settled(t)
	assert.Equal(t, []string{"write+ fff1 03", "write- fff1 00", "write- fff1 00"}, f.ops())
	assert.Empty(t, c.pending())

	f.plan("write", `["reject", "NotSupportedError", "no"]`, `["throw", "TypeError", "no"]`)
	failed := 0
	for range 2 {
		link.WriteNow(device.Tx, []byte{0}, false, func(err error) {
			failed++
			assert.ErrorContains(t, err, "write tx of LVS-Z001")
		})
		settled(t)
	}
	assert.Equal(t, 2, failed, "whoever asked for the stop can try again")
	assert.False(t, isClosed(link.Done()))
}

func TestRead(t *testing.T) {
	ctx := context.Background()
	f, _, link := connected(t, usual)
	f.eval(`fake.device.find("2a19").readable = [99]`)
	data, err := link.Read(ctx, device.RxBLEBattery)
	require.NoError(t, err)
	assert.Equal(t, []byte{99}, data)

	f.eval(`fake.device.find("2a19").readable = []`)
	data, err = link.Read(ctx, device.RxBLEBattery)
	require.NoError(t, err)
	assert.Empty(t, data)

	for name, value := range map[string]string{
		"null": `null`, "undefined": `undefined`, "text": `"55"`, "BigInt": `1n`, "object": `{ byteLength: 2 }`,
		"too long": `new DataView(new ArrayBuffer(513))`,
	} {
		f.plan("read", `["value", `+value+`]`)
		_, err := link.Read(ctx, device.RxBLEBattery)
		assert.Error(t, err, name)
	}
	data, err = link.Read(ctx, device.RxBLEBattery)
	assert.NoError(t, err)
	assert.Empty(t, data)
}

func TestNotifications(t *testing.T) {
	ctx := context.Background()
	f, c, link := connected(t, usual)
	var got [][]byte
	require.NoError(t, link.Subscribe(ctx, device.Rx, func(data []byte) { got = append(got, data) }))
	f.eval(`for (const b of [1, 2, 3]) fake.device.find("fff2").notify(new DataView(new Uint8Array([b, b]).buffer))`)
	assert.Equal(t, [][]byte{{1, 1}, {2, 2}, {3, 3}}, got)

	// Each is a copy: that the browser uses its memory again changes nothing.
	f.eval(`{ const a = new Uint8Array([5]); fake.device.find("fff2").notify(new DataView(a.buffer)); a[0] = 6 }`)
	assert.Equal(t, []byte{5}, got[3])

	got = nil
	f.eval(`for (const v of [null, undefined, 1, 1n, "text", {}, { byteLength: 1 }, new DataView(new ArrayBuffer(513))]) fake.device.find("fff2").notify(v)`)
	assert.Empty(t, got)
	f.eval(`fake.device.find("fff2").notify(new DataView(new ArrayBuffer(0)))`)
	assert.Equal(t, [][]byte{{}}, got)

	// Subscribing again replaces.
	var other int
	require.NoError(t, link.Subscribe(ctx, device.Rx, func([]byte) { other++ }))
	f.eval(`fake.device.find("fff2").notify(new DataView(new ArrayBuffer(1)))`)
	assert.Len(t, got, 1)
	assert.Equal(t, 1, other)

	require.NoError(t, link.Unsubscribe(ctx, device.Rx))
	require.NoError(t, link.Unsubscribe(ctx, device.Rx))
	f.eval(`fake.device.find("fff2").notify(new DataView(new ArrayBuffer(1)))`)
	assert.Equal(t, 1, other)
	assert.Equal(t, []string{"start fff2", "stop fff2"}, f.ops())
	assert.Empty(t, c.pending())
}

func TestNotificationWhileSubscribing(t *testing.T) {
	f, _, link := connected(t, usual)
	f.plan("start", `["hang"]`)
	var got [][]byte
	done := start(func() error {
		return link.Subscribe(context.Background(), device.Rx, func(data []byte) { got = append(got, data) })
	})
	settled(t)
	f.eval(`fake.device.find("fff2").notify(new DataView(new Uint8Array([1]).buffer))`)
	f.eval(`fake.settle()`)
	require.NoError(t, result(t, done))
	assert.Equal(t, [][]byte{{1}}, got)
}

func TestSubscribeFails(t *testing.T) {
	ctx := context.Background()
	f, _, link := connected(t, usual)
	calls := 0
	notify := func([]byte) { calls++ }
	f.plan("start", `["reject", "NotSupportedError", "GATT Error: Not supported."]`)
	assert.ErrorIs(t, link.Subscribe(ctx, device.Rx, notify), device.ErrUnsupported)
	f.eval(`fake.device.find("fff2").notify(new DataView(new ArrayBuffer(1)))`)
	assert.Zero(t, calls)
	assert.Equal(t, 1, f.number(`fake.listeners`), "that of the disconnect event")

	require.NoError(t, link.Subscribe(ctx, device.Rx, notify))
	f.plan("stop", `["reject", "NotSupportedError", "GATT Error: Not supported."]`)
	assert.Error(t, link.Unsubscribe(ctx, device.Rx))
	f.eval(`fake.device.find("fff2").notify(new DataView(new ArrayBuffer(1)))`)
	assert.Zero(t, calls, "the subscription is over all the same")
	require.NoError(t, link.Subscribe(ctx, device.Rx, notify))
	f.eval(`fake.device.find("fff2").notify(new DataView(new ArrayBuffer(1)))`)
	assert.Equal(t, 1, calls)
}

func TestSubscribeIsGivenUp(t *testing.T) {
	f, _, link := connected(t, usual)
	f.plan("start", `["hang"]`)
	ctx, cancel := context.WithCancel(context.Background())
	first, second := 0, 0
	done := start(func() error { return link.Subscribe(ctx, device.Rx, func([]byte) { first++ }) })
	settled(t)
	cancel()
	assert.ErrorIs(t, result(t, done), context.Canceled)
	f.eval(`fake.settle()`) // and yet it succeeds
	settled(t)
	f.eval(`fake.device.find("fff2").notify(new DataView(new ArrayBuffer(1)))`)
	assert.Zero(t, first)

	require.NoError(t, link.Subscribe(context.Background(), device.Rx, func([]byte) { second++ }))
	f.eval(`fake.device.find("fff2").notify(new DataView(new ArrayBuffer(1)))`)
	assert.Equal(t, 1, second)
	assert.Zero(t, first)
}

func TestNotifyMayEndTheLink(t *testing.T) {
	f, _, link := connected(t, usual)
	calls := 0
	require.NoError(t, link.Subscribe(context.Background(), device.Rx, func([]byte) {
		calls++
		_ = link.Close()
	}))
	f.eval(`for (let i = 0; i < 3; i++) fake.device.find("fff2")?.notify(new DataView(new ArrayBuffer(1)))`)
	assert.Equal(t, 1, calls)
	assert.True(t, isClosed(link.Done()))
}
