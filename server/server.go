// Package server answers Buttplug clients: sessions over a shared set of devices.
//
//	known := catalog.Builtin(protocol.All().Has)
//	srv := server.New(server.Options{
//		Catalog:   known,
//		Protocols: protocol.All(),
//		Scanners:  []device.Scanner{scanner}, // webbluetooth.New or simulated.New, for example
//	})
//	defer srv.Close()
//	err := http.ListenAndServe("127.0.0.1:12345", srv.Handler(server.HandlerOptions{}))
//
// Clients in the same process use Connector in place of Handler. A program with a transport of its
// own uses OpenFrames. In a page (GOOS=js) there is no Handler.
//
// # Several clients
//
// Any number of clients may be connected. Each has a session of its own with its own
// subscriptions; all of them see and drive the same devices, and the newest command for an output
// counts, whoever gave it. A stop from any client stops.
//
// When a session ends, for whatever reason (its transport is lost, it says Disconnect, it misses
// its ping), every feature whose last command came from it is stopped, and its subscriptions end.
// When it was the last one, all devices are stopped. Devices stay connected to the server and keep
// their indexes. A device that drops out is connected again as long as there is a client; see
// Reconnect.
//
// Scanning runs while at least one client wants it: StopScanning, and the end of a session, take
// back the wish of that client only. If scanning ends by itself, those who still want it are told
// by ScanningFinished.
//
// # Errors
//
// What goes wrong is told to clients, as a message.Error: to the one whose request failed, and
// to all if a toy could not be connected or was given up. A client in the same process gets the
// cause as well, which matches errors of package device with errors.Is. What concerns nobody in
// particular is told to Options.Log.
package server

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/message"
	"github.com/gobuttplug/gobuttplug/protocol"
)

// Options of a Server. The zero value of each field is usable. Functions may be called from several
// goroutines at once; they must not block, nor call the Server.
type Options struct {
	// Name is told to clients. It may be empty.
	Name string
	// MaxPingTime is the longest time between the handshake and a client's first Ping, and
	// between two of them: the session of one that is late ends. It is cut to whole
	// milliseconds. 0 or less: no pings are needed.
	MaxPingTime time.Duration
	// Catalog knows the toys. Nil: no toy is known, so none can be connected.
	Catalog device.Catalog
	// Protocols are those that the server speaks: protocol.All(), a few, or a program's own.
	// Nil: none, so no toy can be connected.
	Protocols *protocol.Set
	// Settings are what the user decided about single toys, and where indexes are kept. Nil:
	// nothing was decided, and a toy keeps its index as long as the server runs.
	Settings device.Settings
	// UserLimits are what the owner of the toys allows. Servers may share them. Nil: everything.
	UserLimits *device.Limits
	// Scanners find toys. All of them scan together. None: StartScanning fails.
	Scanners []device.Scanner
	// Sent is called with what the device of an index was told, after UserLimits; see
	// device.Guard.Observe. May be nil.
	Sent func(index uint32, commands []device.Command)
	// Progress is called when the connection of a toy has come to a stage. Name is what the
	// toy advertises, which may be any text. May be nil.
	Progress func(name string, stage Stage)
	// Log is called with what happens behind the scenes, one line at a time. May be nil.
	Log func(line string)
	// ConnectTimeout bounds how long a connection to a toy may take. 0 or less: 20 s.
	ConnectTimeout time.Duration
	// SetupTimeout bounds how long a connected toy may take until it obeys; some wait for
	// their user to press a button. 0 or less: 60 s.
	SetupTimeout time.Duration
	// Reconnect says how a toy that drops out is connected again. The zero value: still, and
	// for ten minutes.
	Reconnect Reconnect
	// Limits bounds the frames of OpenFrames and Handler. Zero fields: message.DefaultLimits.
	Limits message.Limits
}

// The time-outs used where Options set none.
const (
	defaultConnectTimeout = 20 * time.Second
	defaultSetupTimeout   = 60 * time.Second
)

// Server owns the connected devices and the sessions of clients. It is made by New, and its methods
// may be called from any goroutine.
type Server struct {
	options Options

	ctx     context.Context // ends with Close
	cancel  context.CancelFunc
	running sync.WaitGroup
	stopped chan struct{} // closed when Close has done its work

	// mu guards everything below and what sessions say it guards. It is never held
	// while calling out: not to a client, a worker, a scanner, the catalogue or the log.
	mu         sync.Mutex
	closed     bool
	open       map[*Session]struct{} // not ended
	sessions   map[*Session]struct{} // of those, the ones that shook hands
	toys       map[uint32]*toy       // by index
	list       []*device.Definition  // of toys, by index; replaced, never changed
	connecting map[string]struct{}   // addresses
	tries      context.Context       // of those; ends with GiveUp
	giveUp     context.CancelFunc
	absent     map[uint32]*absence // by index
	reconnect  Reconnect
	scanning   scanning
}

// New returns a server that runs until Close. It looks for no toys until a client asks it to.
func New(o Options) *Server {
	if o.ConnectTimeout <= 0 {
		o.ConnectTimeout = defaultConnectTimeout
	}
	if o.SetupTimeout <= 0 {
		o.SetupTimeout = defaultSetupTimeout
	}
	if o.UserLimits == nil {
		o.UserLimits = device.NewLimits()
	}
	if o.Settings == nil {
		o.Settings = newIndexes()
	}
	o.MaxPingTime = max(o.MaxPingTime, 0).Truncate(time.Millisecond)
	v := &Server{
		options:    o,
		stopped:    make(chan struct{}),
		open:       map[*Session]struct{}{},
		sessions:   map[*Session]struct{}{},
		toys:       map[uint32]*toy{},
		connecting: map[string]struct{}{},
		absent:     map[uint32]*absence{},
		reconnect:  o.Reconnect,
	}
	v.scanning.wanted = map[*Session]struct{}{}
	v.ctx, v.cancel = context.WithCancel(context.Background())
	v.tries, v.giveUp = context.WithCancel(v.ctx)
	return v
}

// Close ends all sessions, stops scanning, stops all toys and disconnects them. It returns when
// nothing of the server runs any more; a toy that does not take its stop is given a second. The
// error joins those of disconnecting. Connections of Handler may take a little longer, see
// HandlerOptions.Connections. Further calls wait for the first, and return nil.
func (v *Server) Close() error {
	v.mu.Lock()
	if v.closed {
		v.mu.Unlock()
		<-v.stopped
		return nil
	}
	v.closed = true
	sessions := slices.Collect(maps.Keys(v.open))
	toys := v.connected()
	absent := v.absences()
	for _, a := range absent {
		v.endAbsence(a, nil)
	}
	v.mu.Unlock()
	defer close(v.stopped)

	for _, s := range sessions {
		s.end(disconnected, nil)
	}
	v.cancel()
	failures := make([]error, len(toys))
	var closing sync.WaitGroup
	for i, t := range toys {
		closing.Go(func() {
			t.guard.Close() // first, so that no ramp goes on after the stop
			failures[i] = t.worker.Close()
			release(t.peripheral)
		})
	}
	closing.Wait()
	v.running.Wait()
	v.dismiss(absent)
	return errors.Join(failures...)
}

// Clients is how many sessions are open, including those that have not shaken hands yet.
func (v *Server) Clients() int {
	v.mu.Lock()
	defer v.mu.Unlock()
	return len(v.open)
}

// StopNow starts the writes that stop every toy before it returns, and does not wait for them. It is
// for the last moment of a page or process; sessions and connections stay as they are.
func (v *Server) StopNow() {
	v.mu.Lock()
	toys := v.connected()
	v.mu.Unlock()
	for _, t := range toys {
		t.guard.StopNow()
	}
}

// start runs f in a goroutine that Close waits for; false: the server is closed. The
// caller holds mu.
func (v *Server) start(f func()) bool {
	if v.closed {
		return false
	}
	v.running.Go(f)
	return true
}

// closing tells whether Close was called.
func (v *Server) closing() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.closed
}

func (v *Server) log(line string) {
	if v.options.Log != nil {
		v.options.Log(line)
	}
}

// report logs something that went wrong behind the scenes and tells the clients.
func (v *Server) report(text string, why error) {
	v.log(text)
	v.mu.Lock()
	v.tell(text, why)
	v.unlock()
}

// tell tells all clients of something that went wrong. The caller holds mu and flushes all
// sessions.
func (v *Server) tell(text string, why error) {
	for s := range v.sessions {
		s.out.add(&message.Error{Text: text, Code: message.CodeDevice, Cause: why})
	}
}

// unlock releases mu, and flushes all sessions.
func (v *Server) unlock() {
	sessions := slices.Collect(maps.Keys(v.sessions))
	v.mu.Unlock()
	for _, s := range sessions {
		s.out.flush()
	}
}
