package lab

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/target"
)

// Frame returns the frame of another site within the page whose address contains part,
// as a page of its own.
func (p *Page) Frame(part string) *Page {
	p.c.T.Helper()
	f := p.c.attach(p.c.awaitTarget("iframe", part, func(*target.Info) bool { return true }), "")
	f.outer = p
	f.join()
	return f
}

// Popup returns the window that this page or a frame in it has opened whose address
// contains part.
func (p *Page) Popup(part string) *Page {
	p.c.T.Helper()
	window := p.c.attach(p.c.awaitTarget("page", part, func(t *target.Info) bool { return t.OpenerID != "" }), "")
	window.join()
	return window
}

// awaitTarget waits until the browser has such a page or frame that no Page stands for yet.
func (c *Case) awaitTarget(kind, part string, match func(*target.Info) bool) target.ID {
	c.T.Helper()
	for deadline := time.Now().Add(Timeout); ; time.Sleep(10 * time.Millisecond) { // no event tells of frames here
		all, err := target.GetTargets().WithFilter(target.Filter{{Type: kind}}).Do(c.browser.executor)
		c.must("list the pages", err)
		for _, t := range all {
			if strings.Contains(t.URL, part) && match(t) && !c.knows(t.TargetID) {
				return t.TargetID
			}
		}
		if time.Now().After(deadline) {
			c.T.Fatalf("no %s with %q in its address within %v", kind, part, Timeout)
		}
	}
}

// AwaitClosed waits until the page's window is closed, by whomever.
func (p *Page) AwaitClosed() {
	p.c.T.Helper()
	for deadline := time.Now().Add(Timeout); ; time.Sleep(10 * time.Millisecond) {
		all, err := target.GetTargets().Do(p.c.browser.executor)
		p.c.must("list the pages", err)
		if !slices.ContainsFunc(all, func(t *target.Info) bool { return t.TargetID == p.target }) {
			p.finish()
			return
		}
		if time.Now().After(deadline) {
			p.c.T.Fatalf("the window is still open after %v", Timeout)
		}
	}
}

func (c *Case) knows(id target.ID) bool {
	return slices.ContainsFunc(c.openPages(), func(p *Page) bool { return p.target == id })
}

// join readies a page that was opened by another: its documents are there already.
func (p *Page) join() {
	p.c.T.Helper()
	p.EvalQuietly("if (!globalThis.__lab) {\n"+hook+"\n} null", nil)
	p.Wait("document.readyState === 'complete'")
}

// origin is where the page lies in the window, in CSS pixels.
func (p *Page) origin() (x, y float64) {
	p.c.T.Helper()
	if p.outer == nil {
		return 0, 0
	}
	owner, _, err := dom.GetFrameOwner(cdp.FrameID(p.target)).Do(p.outer.executor)
	p.c.must("find the frame", err)
	p.c.do("scroll to the frame", p.outer.executor, dom.ScrollIntoViewIfNeeded().WithBackendNodeID(owner))
	quads, err := dom.GetContentQuads().WithBackendNodeID(owner).Do(p.outer.executor)
	p.c.must("locate the frame", err)
	if len(quads) == 0 {
		p.c.T.Fatalf("the frame is not visible")
	}
	x, y = p.outer.origin()
	return x + quads[0][0], y + quads[0][1]
}

// input is what takes the user's clicks and keys.
func (p *Page) input() context.Context {
	if p.outer != nil {
		return p.outer.input()
	}
	return p.executor
}
