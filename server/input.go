package server

import (
	"context"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/message"
)

// maxInputs bounds how many InputCmds of one client wait for toys.
const maxInputs = 32

// inputTimeout bounds how long an InputCmd may take, its turn on the toy included.
const inputTimeout = 15 * time.Second

// subKey is what can be subscribed to.
type subKey struct {
	toy     *toy
	feature uint32
	input   device.InputType
}

// subscription is a client's subscription, or what is left of one that is being ended.
// It is the worker's key of the subscriber.
type subscription struct {
	active bool // the worker has it; belongs to the operation whose turn it is

	// Guarded by Server.mu.
	wanted   bool          // readings are for the client
	answered bool          // the client knows that it is subscribed
	held     *int32        // the newest reading from before it knew
	turn     chan struct{} // closed when the newest operation has ended
}

// input runs an InputCmd. Toys may take long to answer, so the rest is done in a
// goroutine of its own and does not hold up other commands.
func (s *Session) input(m *message.InputCmd) message.Message {
	v := s.srv
	v.mu.Lock()
	defer v.mu.Unlock()
	if a := v.absent[m.DeviceIndex]; a != nil && s.local && m.Command == device.Unsubscribe {
		a.unsubscribe(s, func(k subKey) bool { return k.feature == m.FeatureIndex && k.input == m.Type })
		return &message.Ok{}
	}
	t, no := v.toy(m.DeviceIndex)
	if no != nil {
		return no
	}
	f, no := t.checkInput(m)
	if no != nil {
		return no
	}
	if s.inputs >= maxInputs {
		return fail(message.CodeDevice, "More than "+number(maxInputs)+" reads and subscriptions wait for their devices. Wait for some of them to be answered.")
	}
	k := subKey{t, f.Index, m.Type}
	run := func(ctx context.Context) message.Message { return s.read(ctx, t, f, m) }
	if m.Command != device.Read {
		run = s.changeSubscription(k, m.Command == device.Subscribe)
	}
	s.inputs++
	started := v.start(func() {
		ctx, cancel := context.WithTimeoutCause(s.ctx, inputTimeout, device.ErrTimeout)
		defer cancel()
		reply := run(ctx)
		reply.SetMessageID(m.ID)
		v.mu.Lock()
		s.inputs--
		v.mu.Unlock()
		s.post(reply)
		if m.Command == device.Subscribe {
			s.release(k)
		}
	})
	if !started {
		return fail(message.CodeDevice, "The server is shutting down.")
	}
	return nil
}

// checkInput finds the feature of an InputCmd and checks that it can do what is asked.
func (t *toy) checkInput(m *message.InputCmd) (*device.Feature, *message.Error) {
	f, no := t.feature(m.FeatureIndex)
	if no != nil {
		return nil, no
	}
	if len(f.Inputs) == 0 {
		return nil, fail(message.CodeDevice, featureLabel(t, f)+" has no inputs.")
	}
	in, ok := f.Input(m.Type)
	if !ok {
		return nil, fail(message.CodeDevice, featureLabel(t, f)+" has no "+m.Type.String()+" input. It has "+inputNames(f)+".")
	}
	if !in.Commands.Has(m.Command) {
		return nil, fail(message.CodeDevice, "The "+m.Type.String()+" input of feature "+number(f.Index)+ofDevice(t)+
			" can't do "+m.Command.String()+". It can do "+commandNames(in.Commands)+".")
	}
	return f, nil
}

func (s *Session) read(ctx context.Context, t *toy, f *device.Feature, m *message.InputCmd) message.Message {
	value, err := t.guard.Read(ctx, f.Index, m.Type)
	if err != nil {
		return failed(m.Type.String()+ofDevice(t)+" could not be read: ", err)
	}
	return &message.InputReading{DeviceIndex: t.index, FeatureIndex: f.Index, Type: m.Type, Value: value}
}

// changeSubscription starts or ends a subscription. What the client wants counts from now
// on; the worker follows in the function returned, in the order of the calls for each
// input. The caller holds srv.mu.
func (s *Session) changeSubscription(k subKey, wanted bool) func(context.Context) message.Message {
	sub := s.subs[k]
	if sub == nil {
		if !wanted {
			return func(context.Context) message.Message { return &message.Ok{} }
		}
		sub = &subscription{}
		s.subs[k] = sub
	}
	if sub.wanted = wanted; !wanted {
		sub.answered, sub.held = false, nil
	}
	before, mine := sub.turn, make(chan struct{})
	sub.turn = mine
	return func(ctx context.Context) message.Message {
		defer s.forgetSubscription(k, sub, mine)
		defer close(mine)
		if before != nil {
			<-before // every operation is bounded by its context
		}
		if err := sub.follow(ctx, s, k, wanted); err != nil {
			return failed("The subscription of "+k.input.String()+ofDevice(k.toy)+" could not be changed: ", err)
		}
		return &message.Ok{}
	}
}

// follow makes the worker's side what the client wants.
func (sub *subscription) follow(ctx context.Context, s *Session, k subKey, wanted bool) error {
	var err error
	switch {
	case wanted && !sub.active:
		err = k.toy.guard.Subscribe(ctx, k.feature, k.input, sub, func(value int32) { s.measured(k, sub, value) })
		sub.active = err == nil
	case !wanted && sub.active:
		err = k.toy.guard.Unsubscribe(ctx, k.feature, k.input, sub)
		sub.active = false
	}
	return err
}

// measured passes on a reading of a subscription, but not before the client was told that
// it is subscribed.
func (s *Session) measured(k subKey, sub *subscription, value int32) {
	s.srv.mu.Lock()
	switch {
	case !sub.wanted || s.state != connected:
	case !sub.answered:
		sub.held = &value
	default:
		s.addReading(k, value)
	}
	s.srv.mu.Unlock()
	s.out.flush()
}

// release passes on what came before the client was told that it is subscribed.
func (s *Session) release(k subKey) {
	s.srv.mu.Lock()
	if sub := s.subs[k]; sub != nil && sub.wanted && s.state == connected {
		sub.answered = true
		if sub.held != nil {
			s.addReading(k, *sub.held)
			sub.held = nil
		}
	}
	s.srv.mu.Unlock()
	s.out.flush()
}

func (s *Session) addReading(k subKey, value int32) {
	s.out.add(&message.InputReading{DeviceIndex: k.toy.index, FeatureIndex: k.feature, Type: k.input, Value: value})
}

// forgetSubscription drops a subscription that has ended, if no newer operation needs it.
func (s *Session) forgetSubscription(k subKey, sub *subscription, mine chan struct{}) {
	s.srv.mu.Lock()
	defer s.srv.mu.Unlock()
	if s.subs[k] == sub && sub.turn == mine && !sub.active {
		delete(s.subs, k)
	}
}

// dropSubscriptions ends subscriptions without an answer. No reading follows; the worker
// learns of it as soon as it can. The caller holds srv.mu.
func (s *Session) dropSubscriptions(which func(subKey) bool) {
	for k := range s.subs {
		if !which(k) || !s.subs[k].wanted {
			continue
		}
		end := s.changeSubscription(k, false)
		// Not the session's context: this must happen although the session has ended.
		started := s.srv.start(func() {
			ctx, cancel := context.WithTimeout(s.srv.ctx, inputTimeout)
			defer cancel()
			end(ctx)
		})
		if !started {
			delete(s.subs, k) // the server closes and takes its workers along
		}
	}
}
