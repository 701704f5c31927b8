package worker

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/protocol"
)

// ReadTimeout bounds how long a toy may take to answer a read.
const ReadTimeout = 5 * time.Second

// ErrEmptyReading: the toy answered a read with nothing.
var ErrEmptyReading = errors.New("the device gave an empty reading")

// Read measures an input. It does not wait for commands nor delay them by more than one
// GATT operation. The error is an *UnsupportedError or wraps device.ErrTimeout,
// device.ErrDisconnected, ErrEmptyReading or what the platform says.
func (w *Worker) Read(ctx context.Context, feature uint32, t device.InputType) (int32, error) {
	if err := w.gone(); err != nil {
		return 0, err
	}
	f, ok := w.def.Feature(feature)
	if !ok {
		return 0, &UnsupportedError{Device: w.def.Name, Feature: feature, What: t.String()}
	}
	ctx, cancel := context.WithTimeoutCause(ctx, ReadTimeout, device.ErrTimeout)
	defer cancel()
	stop := context.AfterFunc(w.ctx, cancel)
	defer stop()
	value, err := w.read(ctx, f, t)
	if err != nil {
		if gone := w.gone(); gone != nil {
			return 0, gone
		}
		if cause := context.Cause(ctx); cause != nil {
			err = cause
		}
		return 0, w.inputError(t, err)
	}
	return value, nil
}

func (w *Worker) read(ctx context.Context, f *device.Feature, t device.InputType) (int32, error) {
	if err := take(ctx, w.reading); err != nil {
		return 0, err
	}
	defer release(w.reading)
	if w.spec.Read != nil {
		w.talk.Forget()
		w.link.listen(true)
		defer w.link.listen(false)
		return w.spec.Read(ctx, w.talk, f, t)
	}
	if t != device.Battery || !w.link.Has(device.RxBLEBattery) {
		return 0, &UnsupportedError{Device: w.def.Name, Feature: f.Index, What: "reading " + t.String()}
	}
	data, err := w.link.Read(ctx, device.RxBLEBattery)
	if err != nil {
		return 0, err
	}
	if len(data) == 0 {
		return 0, ErrEmptyReading
	}
	return min(int32(data[0]), 100), nil
}

// take waits for its turn; the error is the cause of ctx.
func take(ctx context.Context, turn chan struct{}) error {
	select {
	case turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func release(turn chan struct{}) { <-turn }

// inputError names the input that could not be used.
func (w *Worker) inputError(t device.InputType, err error) error {
	return &namedError{w.def.Name + ": " + t.String(), err}
}

// sensors are the subscriptions of clients.
type sensors struct {
	mu   sync.Mutex
	list map[subscription]*listener
}

// subscription is what tells subscriptions apart.
type subscription struct {
	feature uint32
	input   device.InputType
	key     any
}

// listener is told what differs from what it was told last.
type listener struct {
	fn    func(int32)
	known bool
	value int32
}

// Subscribe calls fn with every value of an input that differs from the one before, until
// Unsubscribe, Stop with inputs, or the end of the worker. Key tells subscribers apart; a
// key that subscribes again replaces its fn. Fn must not block.
func (w *Worker) Subscribe(ctx context.Context, feature uint32, t device.InputType, key any, fn func(value int32)) error {
	if err := w.gone(); err != nil {
		return err
	}
	if w.spec.Notify == nil {
		return &UnsupportedError{Device: w.def.Name, Feature: feature, What: "subscriptions of " + t.String()}
	}
	sub := subscription{feature, t, key}
	w.sensors.add(sub, fn)
	if err := w.syncSensors(ctx); err != nil {
		w.sensors.remove(sub)
		if gone := w.gone(); gone != nil {
			return gone
		}
		return w.inputError(t, err)
	}
	return nil
}

// Unsubscribe ends a subscription. It is no error if there is none.
func (w *Worker) Unsubscribe(ctx context.Context, feature uint32, t device.InputType, key any) error {
	if err := w.gone(); err != nil {
		return err
	}
	w.sensors.remove(subscription{feature, t, key})
	if err := w.syncSensors(ctx); err != nil {
		return w.inputError(t, err)
	}
	return nil
}

// syncSensors makes the GATT subscription follow what clients want.
func (w *Worker) syncSensors(ctx context.Context) error {
	if w.spec.Notify == nil {
		return nil
	}
	return w.link.follow(ctx, w.link.sensor, w.spec.Notify.Endpoint, w.sensors.any, w.measured)
}

// tidySensors is syncSensors for when nobody waits for the result.
func (w *Worker) tidySensors() {
	for {
		select {
		case <-w.tidy:
		case <-w.ctx.Done():
			return
		}
		if err := w.syncSensors(w.ctx); err != nil && w.gone() == nil {
			w.log("ending a subscription failed: " + err.Error())
		}
	}
}

// measured hands the readings of a notification to those who listen.
func (w *Worker) measured(data []byte) {
	w.mu.Lock()
	readings := w.spec.Notify.Parse(w.state, data)
	w.mu.Unlock()
	for _, r := range readings {
		f, ok := w.def.Feature(r.Feature)
		if !ok {
			continue
		}
		// What a toy says beyond its announced range would be no value to its clients.
		if in, ok := f.Input(r.Type); ok && len(in.Ranges) > 0 {
			r.Value = min(max(r.Value, in.Ranges[0].Min), in.Ranges[0].Max)
			w.sensors.tell(r)
		}
	}
}

func (s *sensors) any() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.list) > 0
}

func (s *sensors) add(sub subscription, fn func(int32)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.list[sub] = &listener{fn: fn}
}

func (s *sensors) remove(sub subscription) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.list, sub)
}

// drop ends all subscriptions of the features; nil means all.
func (s *sensors) drop(features []uint32) {
	s.mu.Lock()
	defer s.mu.Unlock()
	maps.DeleteFunc(s.list, func(sub subscription, _ *listener) bool {
		return features == nil || slices.Contains(features, sub.feature)
	})
}

// tell hands a reading on if it is new.
func (s *sensors) tell(r protocol.Reading) {
	s.mu.Lock()
	var to []func(int32)
	for sub, l := range s.list {
		if sub.feature == r.Feature && sub.input == r.Type && (!l.known || l.value != r.Value) {
			l.known, l.value = true, r.Value
			to = append(to, l.fn)
		}
	}
	s.mu.Unlock()
	for _, fn := range to {
		fn(r.Value)
	}
}
