package lab

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/deviceaccess"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/performance"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

//go:embed hook.js
var hook string

// Viewport is the size of a page in CSS pixels.
type Viewport struct{ Width, Height int64 }

// Sizes that pages are tested in.
var (
	Desktop = Viewport{1280, 900}
	Phone   = Viewport{390, 844}
)

// Page is an open page. Its storage is its own: nothing of another page is there.
type Page struct {
	c        *Case
	ctx      context.Context
	cancel   context.CancelFunc
	executor context.Context
	target   target.ID
	storage  cdp.BrowserContextID // "" for a page that another has opened
	outer    *Page                // the page that this is a frame of; nil for windows

	mu       sync.Mutex
	choosers map[deviceaccess.RequestID]*chooser
	console  []string
	errors   []string
	expected []string
	loaded   chan struct{} // closed at the next load event
}

var errGone = errors.New("the page is gone")

// chooser is an open chooser.
type chooser struct {
	offered []Offer
	changed chan struct{} // closed when offered changes
}

// Open opens a page at Desktop size and waits until it has loaded.
func (c *Case) Open(url string) *Page { c.T.Helper(); return c.OpenSized(url, Desktop) }

// OpenSized opens a page of the given size and waits until it has loaded.
func (c *Case) OpenSized(url string, size Viewport) *Page {
	c.T.Helper()
	storage, err := target.CreateBrowserContext().Do(c.browser.executor)
	c.must("make a profile", err)
	// The first page of a profile needs a window of its own, which chromedp does not ask for.
	id, err := target.CreateTarget("about:blank").WithBrowserContextID(storage).WithNewWindow(true).Do(c.browser.executor)
	c.must("open a page", err)
	c.storages = append(c.storages, storage)
	p := c.attach(id, storage)
	p.Resize(size)
	p.Navigate(url)
	return p
}

// Resize makes the page as large as that.
func (p *Page) Resize(size Viewport) {
	p.c.T.Helper()
	p.c.do("size the page", p.executor, emulation.SetDeviceMetricsOverride(size.Width, size.Height, 1, size == Phone))
}

// attach makes a Page of what the browser has opened.
func (c *Case) attach(id target.ID, storage cdp.BrowserContextID) *Page {
	c.T.Helper()
	ctx, cancel := chromedp.NewContext(c.browser.ctx, chromedp.WithTargetID(id))
	p := &Page{
		c: c, ctx: ctx, cancel: cancel, target: id, storage: storage,
		choosers: map[deviceaccess.RequestID]*chooser{}, loaded: make(chan struct{}),
	}
	chromedp.ListenTarget(ctx, p.event)
	c.must("attach to the page", chromedp.Run(ctx))
	tab := chromedp.FromContext(ctx).Target
	// What a page was asked that is gone meanwhile would be waited for as long as for one that is slow.
	asked, gone := context.WithCancelCause(ctx)
	chromedp.ListenBrowser(ctx, func(event any) {
		if left, ok := event.(*target.EventDetachedFromTarget); ok && left.SessionID == tab.SessionID {
			gone(errGone)
		}
	})
	p.executor = cdp.WithExecutor(asked, tab)
	c.mu.Lock()
	c.pages = append(c.pages, p)
	c.mu.Unlock()
	c.do("watch the chooser", p.executor, deviceaccess.Enable())
	_, err := page.AddScriptToEvaluateOnNewDocument(hook).Do(p.executor)
	c.must("install the hook", err)
	return p
}

// Navigate goes to url and waits until it has loaded.
func (p *Page) Navigate(url string) {
	p.c.T.Helper()
	p.c.leaving()
	loaded := p.nextLoad()
	_, _, failure, _, err := page.Navigate(url).Do(p.executor)
	p.c.must("navigate to "+url, err)
	if failure != "" {
		p.c.T.Fatalf("navigate to %s: %s", url, failure)
	}
	p.await("load "+url, loaded)
}

// Reload loads the page again.
func (p *Page) Reload() {
	p.c.T.Helper()
	p.c.leaving()
	loaded := p.nextLoad()
	p.c.do("reload", p.executor, page.Reload())
	p.await("reload", loaded)
}

// AwaitLoad does something that makes the page load another document, and waits until it
// has.
func (p *Page) AwaitLoad(action func()) {
	p.c.T.Helper()
	loaded := p.nextLoad()
	action()
	p.await("load", loaded)
}

// Close closes the page as a user closes a tab.
func (p *Page) Close() {
	p.c.T.Helper()
	p.finish()
}

func (p *Page) finish() {
	p.c.leaving()
	p.c.mu.Lock()
	p.c.pages = slices.DeleteFunc(p.c.pages, func(q *Page) bool { return q == p })
	p.c.mu.Unlock()
	if p.c.T.Failed() {
		p.Screenshot("failed-" + strings.ReplaceAll(p.c.T.Name(), "/", "-"))
		p.c.T.Logf("console of the page:\n%s", strings.Join(p.Console(), "\n"))
	}
	// Closing comes before detaching, or the page would be gone without its pagehide.
	_ = bounded(p.c.browser.executor, target.CloseTarget(p.target))
	p.cancel()
	for _, e := range p.Errors() {
		p.c.T.Errorf("the page logged an error: %s", e)
	}
}

// Eval evaluates an expression as if the user had just clicked, awaits its promise and
// stores the result, which must be JSON, in the variable that result points to, if not nil.
func (p *Page) Eval(expression string, result any) {
	p.c.T.Helper()
	if err := p.evaluate(expression, result); err != nil {
		p.c.T.Fatalf("%.300s: %v", expression, err)
	}
}

// EvalError evaluates like Eval an expression that must fail, and returns the error's text.
func (p *Page) EvalError(expression string) string {
	p.c.T.Helper()
	var result any
	err := p.evaluate(expression, &result)
	if err == nil {
		p.c.T.Fatalf("%.300s: gave %v, want an error", expression, result)
	}
	return err.Error()
}

func (p *Page) evaluate(expression string, result any) error {
	return p.evaluateAs(expression, result, true)
}

func (p *Page) evaluateAs(expression string, result any, gesture bool) error {
	ctx, cancel := context.WithTimeout(p.executor, Timeout)
	defer cancel()
	if gesture {
		// The browser process learns of a gesture on another way than of what the page
		// then asks for; the round trip lets the gesture arrive first.
		if _, _, err := runtime.Evaluate("0").WithUserGesture(true).Do(ctx); err != nil {
			return err
		}
	}
	value, exception, err := runtime.Evaluate(expression).
		WithAwaitPromise(true).WithReturnByValue(true).WithUserGesture(gesture).Do(ctx)
	switch {
	case err != nil:
		return err
	case exception != nil:
		return fmt.Errorf("%s", describe(exception))
	case result == nil || len(value.Value) == 0:
		return nil
	}
	return json.Unmarshal(value.Value, result)
}

// EvalQuietly evaluates like Eval, but not as if the user had clicked.
func (p *Page) EvalQuietly(expression string, result any) {
	p.c.T.Helper()
	if err := p.evaluateAs(expression, result, false); err != nil {
		p.c.T.Fatalf("%.300s: %v", expression, err)
	}
}

// Console returns the lines that the page logged, errors included.
func (p *Page) Console() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.console)
}

// ExpectError says that console errors containing text are part of the test.
func (p *Page) ExpectError(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.expected = append(p.expected, text)
}

// Errors returns the errors in the console that no ExpectError announced.
func (p *Page) Errors() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(p.errors), func(line string) bool {
		return slices.ContainsFunc(p.expected, func(text string) bool { return strings.Contains(line, text) })
	})
}

// RefuseOverlap makes the page's Bluetooth refuse an operation on a toy while another is
// under way, as Chromium on Windows and Android does.
func (p *Page) RefuseOverlap() { p.c.T.Helper(); p.Eval("__lab.refuseOverlap = true", nil) }

// Overlaps counts operations on a toy that began while another was under way.
func (p *Page) Overlaps() (n int) {
	p.c.T.Helper()
	p.Eval("__lab.overlaps", &n)
	return n
}

// Busy is how long the page's main thread has worked so far.
func (p *Page) Busy() time.Duration {
	p.c.T.Helper()
	p.c.do("measure", p.executor, performance.Enable())
	metrics, err := performance.GetMetrics().Do(p.executor)
	p.c.must("measure", err)
	for _, m := range metrics {
		if m.Name == "TaskDuration" {
			return time.Duration(m.Value * float64(time.Second))
		}
	}
	p.c.T.Fatal("the browser does not tell how busy the page is")
	return 0
}

// Hide puts another tab in front of the page, so that it is hidden.
func (p *Page) Hide() {
	p.c.T.Helper()
	id, err := target.CreateTarget("about:blank").WithBrowserContextID(p.storage).Do(p.c.browser.executor)
	p.c.must("open a tab in front", err)
	p.c.do("bring the tab to the front", p.c.browser.executor, target.ActivateTarget(id))
	p.Wait("document.visibilityState === 'hidden'")
}

// Freeze stops everything in the page, as a browser does with a tab that was long hidden. It
// must not be evaluated in until Thaw.
func (p *Page) Freeze() { p.c.T.Helper(); p.lifecycle(page.SetWebLifecycleStateStateFrozen) }

// Thaw lets a frozen page go on.
func (p *Page) Thaw() { p.c.T.Helper(); p.lifecycle(page.SetWebLifecycleStateStateActive) }

func (p *Page) lifecycle(state page.SetWebLifecycleStateState) {
	p.c.T.Helper()
	p.c.do("make the page "+state.String(), p.executor, page.SetWebLifecycleState(state))
}

// Back goes back to the page before, and tells whether it was kept as it was.
func (p *Page) Back() (kept bool) {
	p.c.T.Helper()
	index, entries, err := page.GetNavigationHistory().Do(p.executor)
	p.c.must("list the history", err)
	p.c.do("go back", p.executor, page.NavigateToHistoryEntry(entries[index-1].ID))
	p.Wait("location.href === " + strconv.Quote(entries[index-1].URL) + " && document.readyState === 'complete'")
	p.Eval("globalThis.__kept === true", &kept)
	return kept
}

// Screenshot writes a picture of the page to name.png in the folder $SCREENSHOTS; it does
// nothing if that is not set.
func (p *Page) Screenshot(name string) {
	p.c.T.Helper()
	folder := os.Getenv("SCREENSHOTS")
	if folder == "" {
		return
	}
	ctx, cancel := context.WithTimeout(p.executor, Timeout)
	defer cancel()
	picture, err := page.CaptureScreenshot().Do(ctx)
	if err == nil {
		err = os.MkdirAll(folder, 0o755)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, name+".png"), picture, 0o644)
	}
	if err != nil {
		p.c.T.Logf("no screenshot: %v", err)
	}
}

func (p *Page) nextLoad() <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.loaded
}

func (p *Page) await(what string, done <-chan struct{}) {
	p.c.T.Helper()
	select {
	case <-done:
	case <-time.After(Timeout):
		p.c.T.Fatalf("%s: nothing within %v", what, Timeout)
	}
}

// event takes note of what happens in the page. It must not block.
func (p *Page) event(event any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := event.(type) {
	case *page.EventLoadEventFired:
		close(p.loaded)
		p.loaded = make(chan struct{})
	case *deviceaccess.EventDeviceRequestPrompted:
		open := p.choosers[e.ID]
		if open == nil {
			open = &chooser{changed: make(chan struct{})}
			p.choosers[e.ID] = open
			p.c.work.Go(func() {
				p.c.answer(p, e.ID, func() ([]Offer, <-chan struct{}) {
					p.mu.Lock()
					defer p.mu.Unlock()
					return open.offered, open.changed
				})
			})
		}
		open.offered = []Offer{}
		for _, d := range e.Devices {
			// The prompt leaves the names of emulated toys empty.
			open.offered = append(open.offered, Offer{Address: string(d.ID), Name: p.c.nameOf(string(d.ID))})
		}
		close(open.changed)
		open.changed = make(chan struct{})
	case *runtime.EventConsoleAPICalled:
		words := []string{}
		for _, a := range e.Args {
			words = append(words, remote(a))
		}
		p.note(strings.Join(words, " "), e.Type == runtime.APITypeError || e.Type == runtime.APITypeAssert)
	case *runtime.EventExceptionThrown:
		p.note("uncaught: "+describe(e.ExceptionDetails), true)
	case *log.EventEntryAdded:
		p.note(strings.TrimSpace(e.Entry.Text+" "+e.Entry.URL), e.Entry.Level == log.LevelError)
	}
}

func (p *Page) note(line string, isError bool) {
	p.console = append(p.console, line)
	if isError {
		p.errors = append(p.errors, line)
	}
}

func describe(e *runtime.ExceptionDetails) string {
	if e.Exception == nil {
		return e.Text
	}
	return remote(e.Exception)
}

func remote(o *runtime.RemoteObject) string {
	if o.Description != "" {
		return o.Description
	}
	var s string
	if json.Unmarshal(o.Value, &s) == nil {
		return s
	}
	return string(o.Value)
}
