package server

import (
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/worker"
	"github.com/gobuttplug/gobuttplug/message"
)

// toy is a connected device.
type toy struct {
	index   uint32
	address string
	worker  *worker.Worker
	guard   *device.Guard // what commands and stops go through
	def     *device.Definition
	seen    *device.Definition // as announced to clients
	// peripheral is what to connect again, and protocol the one of the match that fitted.
	peripheral device.Peripheral
	protocol   string
	since      time.Time // when it was connected
	past       past      // of the absence that it came back from
	leaving    bool      // it is disconnected on purpose; guarded by Server.mu

	// driving is held while a command is given and its driver noted, so that the driver is
	// whose command the toy got last. It is taken before Server.mu.
	driving sync.Mutex
	// driver is who gave the last command to each feature. Guarded by Server.mu.
	driver map[uint32]*Session
}

// connected lists the toys by index. The caller holds mu.
func (v *Server) connected() []*toy {
	toys := make([]*toy, 0, len(v.list))
	for i := range v.list {
		toys = append(toys, v.toys[v.list[i].Index])
	}
	return toys
}

// at tells whether a toy with the address is connected or being connected. A toy whose
// connection is gone does not count. The caller holds mu.
func (v *Server) at(address string) bool {
	if _, busy := v.connecting[address]; busy {
		return true
	}
	for _, t := range v.toys {
		if t.address != address {
			continue
		}
		select {
		case <-t.guard.Done():
		default:
			return true
		}
	}
	return false
}

// keep announces a toy that is ready. It disconnects one that the server can't keep. For a
// try to end an absence of a toy, a is that.
func (v *Server) keep(t *toy, a *absence) {
	t.guard = v.options.UserLimits.Attach(t.address, t.def, t.worker)
	if sent := v.options.Sent; sent != nil {
		t.guard.Observe(func(commands []device.Command) { sent(t.index, commands) })
	}
	v.mu.Lock()
	for {
		before := v.absentAt(t.address)
		if before == nil {
			break
		}
		changes := before.changes
		v.mu.Unlock()
		v.settleIn(t, before)
		v.mu.Lock()
		if before == v.absentAt(t.address) && changes == before.changes {
			break
		}
	}
	kept := a == nil || v.absent[a.toy.index] == a
	kept = kept && v.start(func() { v.watch(t) })
	var stale *toy
	var ended []*absence
	if kept {
		if stale = v.toys[t.index]; stale != nil {
			v.forget(stale)
		}
		ended = v.comeBack(t)
		v.toys[t.index] = t
		v.announce()
	}
	v.unlock()
	for _, one := range ended {
		one.toy.guard.Close()
		if one.toy.address != t.address {
			release(one.toy.peripheral)
		}
	}
	if stale != nil {
		v.disconnect(stale)
		if stale.address != t.address {
			release(stale.peripheral)
		}
	}
	if !kept {
		v.disconnect(t)
		release(t.peripheral)
	}
}

// watch waits until a toy is gone and takes it off the list. Clients are told before why
// a toy was given up: they had an Ok for what it did not take.
func (v *Server) watch(t *toy) {
	<-t.guard.Done()
	text, why := label(t)+" has disconnected", t.worker.Err()
	if why != nil {
		text = label(t) + " was disconnected: " + sentence(why.Error())
	}
	v.mu.Lock()
	var a *absence
	mine := v.toys[t.index] == t
	if mine {
		if why != nil {
			v.tell(text, why)
		}
		a = v.beginAbsence(t, why)
		v.forget(t)
		v.announce()
	}
	closed := v.closed
	v.unlock()
	if closed {
		return
	}
	v.log(text)
	if a != nil {
		v.shut(t) // its guard tells what it ran
		return
	}
	v.disconnect(t)
	if mine {
		release(t.peripheral)
	}
}

// forget removes a toy and all that refers to it. The caller holds mu.
func (v *Server) forget(t *toy) {
	delete(v.toys, t.index)
	for s := range v.sessions {
		for k := range s.subs {
			if k.toy == t {
				delete(s.subs, k)
			}
		}
	}
}

// announce tells all clients which devices there are now. The caller holds mu and flushes
// all sessions.
func (v *Server) announce() {
	list := make([]*device.Definition, 0, len(v.toys))
	for _, index := range slices.Sorted(maps.Keys(v.toys)) {
		list = append(list, v.toys[index].seen)
	}
	v.list = list
	for s := range v.sessions {
		s.out.add(&message.DeviceList{Devices: list})
	}
}

// disconnect ends the connection to a toy, if it still has one.
func (v *Server) disconnect(t *toy) {
	t.guard.Close() // first, so that no ramp goes on after the stop
	v.shut(t)
}

// shut ends the connection to a toy.
func (v *Server) shut(t *toy) {
	if err := t.worker.Close(); err != nil {
		v.log(label(t) + " was not disconnected cleanly: " + err.Error())
	}
}

// toy finds a toy that a command is for. The caller holds mu.
func (v *Server) toy(index uint32) (*toy, *message.Error) {
	if t, ok := v.toys[index]; ok {
		return t, nil
	}
	if a, ok := v.absent[index]; ok {
		return nil, reconnecting(a.toy)
	}
	return nil, fail(message.CodeDevice, "There is no device "+number(index)+
		". It may have disconnected; ask for the device list to see which there are.")
}

// feature finds a feature that a command is for.
func (t *toy) feature(index uint32) (*device.Feature, *message.Error) {
	if f, ok := t.def.Feature(index); ok {
		return f, nil
	}
	have := "It has no features."
	if len(t.def.Features) > 0 {
		have = "It has feature " + listed(len(t.def.Features), func(i int) string { return number(t.def.Features[i].Index) }) + "."
	}
	return nil, fail(message.CodeDevice, label(t)+" has no feature "+number(index)+". "+have)
}
