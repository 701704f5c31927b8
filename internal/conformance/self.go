//go:build !js

package conformance

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"

	"github.com/gobuttplug/gobuttplug/client"
)

// selfTimeout bounds one scenario; the slowest takes a few seconds.
const selfTimeout = time.Minute

// Self takes the client of this module through scenarios, one after the other, over
// WebSocket on the loopback interface. The results go to Options.Result. The error joins
// those of the scenarios that failed; it is ErrUnknownScenario if there is no such
// scenario.
func Self(ctx context.Context, names []string, o Options) error {
	for _, name := range names {
		if _, err := Find(name); err != nil {
			return err
		}
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	var failed error
	told := o.Result
	o.Result = func(r Result) {
		failed = errors.Join(failed, r.Err())
		if told != nil {
			told(r)
		}
	}
	h := New(o)
	server := &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()

	var driven error
	for _, name := range names {
		address := "ws://" + listener.Addr().String() + "/" + name + "?observe"
		driving, cancel := context.WithTimeout(ctx, selfTimeout)
		driven = errors.Join(driven, Drive(driving, name, client.WebSocket{Address: address}, func(line string) { _ = h.Observe(name, line) }))
		cancel()
		h.tasks.Wait()
	}
	h.Close()
	closed := server.Close()
	<-served
	return errors.Join(failed, driven, closed)
}
