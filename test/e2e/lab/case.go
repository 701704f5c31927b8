package lab

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/bluetoothemulation"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/deviceaccess"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// Case is one test: a fresh adapter, its toys and its pages. A browser runs one case at
// a time.
type Case struct {
	T       testing.TB
	browser *Browser
	all     []*Toy
	// storages are the profiles of the pages. They stay until the end, for a page may have
	// opened another one in its own.
	storages []cdp.BrowserContextID
	// ctx ends with the case. It sends commands to the adapter, which does not answer
	// those about a toy whose page has closed.
	ctx  context.Context
	work sync.WaitGroup // what runs on behalf of the case

	mu       sync.Mutex
	toys     map[string]*Toy // by address, and by the ids of characteristics and descriptors
	pages    []*Page
	left     bool // a document that may have used a toy
	choose   Chooser
	choosers []Prompt
	changed  chan struct{} // closed when choosers grows
}

// Case begins a case that ends with the test. At its end every page is closed, and the
// test fails if a page logged an error that was not expected.
func (b *Browser) Case(t testing.TB) *Case {
	t.Helper()
	ctx, end := context.WithCancel(b.executor)
	c := &Case{T: t, browser: b, ctx: ctx, toys: map[string]*Toy{}, choose: First, changed: make(chan struct{})}
	t.Cleanup(func() {
		for _, p := range c.openPages() {
			p.finish()
		}
		for _, storage := range c.storages {
			_ = bounded(b.executor, target.DisposeBrowserContext(storage))
		}
		end()
		c.work.Wait()
	})
	// Disabling makes the adapter forget all toys. Without it, adding the next one hangs
	// after a page that used one was closed.
	_ = bounded(ctx, bluetoothemulation.Disable()) // an error if it is not enabled yet
	c.do("enable the adapter", c.ctx, bluetoothemulation.Enable(bluetoothemulation.CentralStatePoweredOn, true))
	chromedp.ListenBrowser(ctx, c.dispatch)
	return c
}

// Add puts a toy in reach of the adapter.
func (c *Case) Add(p Peripheral) *Toy {
	c.T.Helper()
	t := &Toy{
		Peripheral: p, c: c, answer: p.Answer,
		inbox: make(chan any, 4096), changed: make(chan struct{}), chars: map[string]Characteristic{},
	}
	c.owns(p.Address, t)
	c.all = append(c.all, t)
	c.work.Go(t.run)
	t.Return()
	return t
}

// Power switches the adapter on or off. The toys lose their connections. A chooser that is
// opened while it is off stays empty for good.
func (c *Case) Power(on bool) {
	c.T.Helper()
	state := bluetoothemulation.CentralStatePoweredOff
	if on {
		state = bluetoothemulation.CentralStatePoweredOn
	}
	c.adapter(state)
}

// Unplug takes the adapter away until Power puts it back.
func (c *Case) Unplug() { c.T.Helper(); c.adapter(bluetoothemulation.CentralStateAbsent) }

// adapter changes the adapter's state and does to the toys what follows from that in a
// real one: the emulation leaves them as they are.
func (c *Case) adapter(state bluetoothemulation.CentralState) {
	c.T.Helper()
	c.do("make the adapter "+state.String(), c.ctx, bluetoothemulation.SetSimulatedCentralState(state))
	on := state == bluetoothemulation.CentralStatePoweredOn
	for _, t := range c.all {
		if on && !t.near {
			t.Return()
		}
		if !on && t.near {
			t.Disconnect()
		}
	}
}

// Chooser is what the user does when a chooser shows these devices.
type Chooser func(offered []Offer) Choice

// Offer is a device that a chooser shows.
type Offer struct{ Address, Name string }

// Choice is one of the offered devices, or Wait or Close.
type Choice Offer

// What a user may do besides choosing a device.
var (
	Wait  = Choice{Name: "wait until it shows something else"}
	Close = Choice{Name: "close the chooser"}
)

// Prompt is a chooser that was answered.
type Prompt struct{ Offered []Offer }

// First chooses the first device as soon as there is one.
func First(offered []Offer) Choice {
	if len(offered) == 0 {
		return Wait
	}
	return Choice(offered[0])
}

// Cancel closes the chooser.
func Cancel([]Offer) Choice { return Close }

// Named chooses the device with that name as soon as it is shown.
func Named(name string) Chooser {
	return func(offered []Offer) Choice {
		for _, o := range offered {
			if o.Name == name {
				return Choice(o)
			}
		}
		return Wait
	}
}

// Choose sets what happens in choosers from now on; without it First does.
func (c *Case) Choose(f Chooser) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.choose = f
}

// AwaitChooser waits until n choosers were answered in this case and returns the last.
func (c *Case) AwaitChooser(n int) Prompt {
	c.T.Helper()
	deadline := time.After(Timeout)
	for {
		c.mu.Lock()
		changed, seen := c.changed, c.choosers
		c.mu.Unlock()
		if len(seen) >= n {
			return seen[n-1]
		}
		select {
		case <-changed:
		case <-deadline:
			c.T.Fatalf("%d choosers opened within %v, want %d", len(seen), Timeout, n)
		}
	}
}

// Choosers returns the choosers that were answered so far.
func (c *Case) Choosers() []Prompt {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]Prompt(nil), c.choosers...)
}

// settle is how long a chooser must have been open before it can be answered: its event
// comes several times, and an answer to the first is lost. No event tells the last.
const settle = 30 * time.Millisecond

// answer acts as the user in a chooser. shown gives what the chooser shows, and a channel
// that is closed when that changes.
func (c *Case) answer(p *Page, id deviceaccess.RequestID, shown func() ([]Offer, <-chan struct{})) {
	time.Sleep(settle)
	for {
		offered, changed := shown()
		c.mu.Lock()
		choice := c.choose(offered)
		if choice != Wait {
			c.choosers = append(c.choosers, Prompt{Offered: offered})
			close(c.changed)
			c.changed = make(chan struct{})
		}
		c.mu.Unlock()
		var command chromedp.Action
		switch choice {
		case Wait:
			select {
			case <-changed:
				continue
			case <-p.ctx.Done():
				return
			}
		case Close:
			command = deviceaccess.CancelPrompt(id)
		default:
			command = deviceaccess.SelectPrompt(id, deviceaccess.DeviceID(choice.Address))
		}
		if err := bounded(p.executor, command); err != nil && p.ctx.Err() == nil {
			c.T.Errorf("answer the chooser: %v", err)
		}
		return
	}
}

// dispatch hands the browser's events to the toys. It must not block.
func (c *Case) dispatch(event any) {
	var id string
	switch e := event.(type) {
	case *bluetoothemulation.EventGattOperationReceived:
		id = e.Address
	case *bluetoothemulation.EventCharacteristicOperationReceived:
		id = e.CharacteristicID
	case *bluetoothemulation.EventDescriptorOperationReceived:
		id = e.DescriptorID
	default:
		return
	}
	c.mu.Lock()
	t := c.toys[id]
	c.mu.Unlock()
	if t == nil {
		return
	}
	select {
	case t.inbox <- event:
	default:
		c.T.Errorf("%s: too many operations at once", t.Name)
	}
}

func (c *Case) owns(id string, t *Toy) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.toys[id] = t
}

func (c *Case) nameOf(address string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t := c.toys[address]; t != nil {
		return t.Name
	}
	return ""
}

// leaving takes note that a document goes away.
func (c *Case) leaving() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.left = len(c.choosers) > 0
}

// wanted tells whether answers of toys still have someone to go to.
func (c *Case) wanted() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return !c.left && c.ctx.Err() == nil
}

func (c *Case) openPages() []*Page {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]*Page(nil), c.pages...)
}

// do runs a command of the browser or of a page.
func (c *Case) do(what string, ctx context.Context, command chromedp.Action) {
	c.T.Helper()
	c.must(what, bounded(ctx, command))
}

func bounded(ctx context.Context, command chromedp.Action) error {
	ctx, cancel := context.WithTimeout(ctx, Timeout)
	defer cancel()
	return command.Do(ctx)
}

func (c *Case) must(what string, err error) {
	c.T.Helper()
	if err != nil {
		c.T.Fatalf("%s: %v", what, err)
	}
}
