package bridge_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/client"
	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/device/simulated"
	"github.com/gobuttplug/gobuttplug/internal/bridge"
	"github.com/gobuttplug/gobuttplug/message"
	"github.com/gobuttplug/gobuttplug/protocol"
	"github.com/gobuttplug/gobuttplug/server"
)

// pageOf is the page's side: clients, and the events that it was told.
type pageOf struct {
	*bridge.Clients
	t      *testing.T
	limits *device.Limits
	toys   *simulated.Toys
	events [][]any
}

// ofPage is a server as one of the page.
type ofPage struct {
	*server.Server
	asked []string
}

func (p *ofPage) TakeOver(yes bool)   { p.asked = append(p.asked, "take over") }
func (p *ofPage) AllDevices(yes bool) {}

// inPage runs fn with client 1 connected to a server of the page, whose toys are found.
func inPage(t *testing.T, fn func(p *pageOf)) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		out := bridge.NewOutbox()
		p := &pageOf{t: t, limits: device.NewLimits(), toys: simulated.New()}
		go out.Run(ctx, func(text string) {
			for _, e := range parse(t, text) {
				p.events = append(p.events, e.([]any))
			}
		})
		p.Clients = bridge.NewClients(out, p.limits)
		own := &ofPage{}
		own.Server = server.New(server.Options{
			Catalog: p.toys.Catalog(nil), Protocols: protocol.All(), Scanners: []device.Scanner{p.toys}, UserLimits: p.limits,
			Sent: func(index uint32, commands []device.Command) { p.SentBy(own, index, commands) },
		})
		p.Connect(1, 1, client.Options{Name: "Test"}, bridge.Target{Connector: own.Connector(), Server: own})
		assert.Equal(t, 1.0, p.next("ok")[0])
		assert.False(t, p.Run([]bridge.Record{{float64(bridge.StartScanning), 2, 1, 0, 0, 1}}), "it is waited for")
		assert.Equal(t, []any{2.0}, p.next("ok"))
		assert.Equal(t, []string{"take over"}, own.asked)
		fn(p)
		require.NoError(t, own.Close())
		synctest.Wait()
		cancel()
	})
}

// next takes the first event of a kind, without its kind, when all that is under way has happened.
func (p *pageOf) next(kind string) []any {
	p.t.Helper()
	synctest.Wait()
	for i, e := range p.events {
		if e[0] == kind {
			p.events = append(p.events[:i:i], p.events[i+1:]...)
			return e[1:]
		}
	}
	require.Fail(p.t, "no such event", "%s among %v", kind, p.events)
	return nil
}

// toy is the handle of a toy.
func (p *pageOf) toy(name string) float64 {
	p.t.Helper()
	for {
		added := p.next("added")
		list := added[2].([]any)[0].(map[string]any)["DeviceList"].(map[string]any)["Devices"].(map[string]any)
		for _, info := range list {
			if info.(map[string]any)["DeviceName"] == name {
				return added[1].(float64)
			}
		}
	}
}

// run carries out commands and tells those of their requests that were answered at once.
func (p *pageOf) run(records ...bridge.Record) (accepted []float64) {
	if all := p.Run(records); all != (p.count(records) == len(records)) {
		assert.Fail(p.t, "Run and the records differ", "%v %v", all, records)
	}
	for _, r := range records {
		if r[7] == 1 {
			accepted = append(accepted, r[1])
		}
	}
	return accepted
}

func (p *pageOf) count(records []bridge.Record) (n int) {
	for _, r := range records {
		n += int(r[7])
	}
	return n
}

func vibrate(request, toy, fraction float64) bridge.Record {
	return bridge.Record{float64(bridge.Fraction), request, toy, 0, float64(device.Vibrate), fraction}
}

func TestRunAnswersWithTheRecords(t *testing.T) {
	inPage(t, func(p *pageOf) {
		toy := p.toy("Simulated Vibrator")
		p.WatchSent(true)
		assert.Equal(t, []float64{3, 4}, p.run(vibrate(3, toy, 0.5), vibrate(4, toy, 1)))
		sent := p.next("sent")
		assert.Equal(t, []any{toy, 0.0, "Vibrate", 10.0, 0.0, 0.0, "Vibrate", 20.0, 0.0}, sent, "in one update")
		assert.Equal(t, []float64{5}, p.run(bridge.Record{float64(bridge.StopDevice), 5, toy}))
		assert.Equal(t, []float64{6}, p.run(bridge.Record{float64(bridge.StopAll), 6, 1}))
	})
}

func TestRunTellsEachFailure(t *testing.T) {
	inPage(t, func(p *pageOf) {
		toy := p.toy("Simulated Vibrator")
		accepted := p.run(
			vibrate(3, toy, 0.5),
			vibrate(4, 999, 0.5),
			vibrate(5, toy, 1.5),
			bridge.Record{float64(bridge.Fraction), 6, toy, 99, float64(device.Vibrate), 0.5},
			bridge.Record{99, 7, toy},
			bridge.Record{float64(bridge.StopAll), 8, 2},
			vibrate(9, toy, 0.25),
		)
		assert.Equal(t, []float64{3, 9}, accepted, "what is wrong with one does not keep the others from running")
		codes := map[float64]any{}
		for range 5 {
			e := p.next("fail")
			codes[e[0].(float64)] = e[2]
		}
		assert.Equal(t, map[float64]any{4: "device-gone", 5: "range", 6: "invalid-value", 7: "invalid-value", 8: "not-connected"}, codes)
	})
}

// What is waited for keeps its place between commands that are not.
func TestRunKeepsTheOrder(t *testing.T) {
	inPage(t, func(p *pageOf) {
		toy := p.toy("Simulated Vibrator")
		accepted := p.run(
			vibrate(3, toy, 1),
			bridge.Record{float64(bridge.Disconnect), 4, 1},
			vibrate(5, toy, 0.5),
		)
		assert.Equal(t, []float64{3}, accepted)
		assert.Equal(t, []any{4.0}, p.next("ok"))
		assert.Contains(t, []any{"not-connected", "device-gone"}, p.next("fail")[2], "it came after the end, or when all was over")
		p.next("removed")
		assert.Equal(t, []any{1.0}, p.next("gone"))
		assert.Empty(t, p.run(vibrate(6, toy, 0.5)))
		assert.Equal(t, "device-gone", p.next("fail")[2], "handles end with the session")
	})
}

func TestToysAreLetGo(t *testing.T) {
	inPage(t, func(p *pageOf) {
		toy := p.toy("Simulated Vibrator")
		p.LetGo(3, uint32(toy))
		assert.Equal(t, []any{3.0}, p.next("ok"))
		assert.Equal(t, []any{toy}, p.next("removed"))
		p.LetGo(4, uint32(toy))
		assert.Equal(t, "device-gone", p.next("fail")[2])
	})
}

// A page of its own keeps the limits of a client behind its connector: it learns of a hold by a
// stop, and of the end of this page by the refusal of what is asked then.
func TestClientsWhoseLimitsAreKeptElsewhere(t *testing.T) {
	inPage(t, func(p *pageOf) {
		p.toy("Simulated Vibrator")
		toys := simulated.New()
		elsewhere := server.New(server.Options{
			Catalog: toys.Catalog(nil), Protocols: protocol.All(), Scanners: []device.Scanner{toys},
		})
		p.events = nil
		p.Connect(10, 2, client.Options{Name: "Test"}, bridge.Target{Connector: elsewhere.Connector(), Limited: true})
		p.next("ok")
		p.run(bridge.Record{float64(bridge.StartScanning), 11, 2})
		p.next("ok")
		toy := p.toy("Simulated Vibrator")
		assert.Equal(t, []float64{12}, p.run(vibrate(12, toy, 1)))
		p.StopElsewhere()
		time.Sleep(time.Second)
		for _, state := range toys.States() {
			for _, o := range state.Outputs {
				assert.Zero(t, o.Value, state.Name)
			}
		}
		p.limits.HoldNow(device.Left)
		assert.Empty(t, p.run(vibrate(13, toy, 1)))
		assert.Equal(t, "page-hidden", p.next("fail")[2])
		p.LetGo(14, uint32(toy))
		assert.Equal(t, "unsupported", p.next("fail")[2])
		require.NoError(t, elsewhere.Close())
	})
}

func TestAbandonedConnecting(t *testing.T) {
	inPage(t, func(p *pageOf) {
		p.Connect(3, 3, client.Options{Name: "Test"}, bridge.Target{Connector: hangs{}})
		synctest.Wait()
		p.Abandon(3)
		p.Abandon(99)
		assert.Equal(t, 3.0, p.next("fail")[0])
		assert.Empty(t, p.run(bridge.Record{float64(bridge.StopAll), 4, 3}))
		assert.Equal(t, "not-connected", p.next("fail")[2])
	})
}

// hangs is a connector that does not come to an end by itself.
type hangs struct{}

func (hangs) Connect(ctx context.Context, _ func(message.Message)) (client.Conn, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}
