package lab

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/runtime"
)

// Element stands for what a user of the page perceives by its role and name. It is
// looked up in the accessibility tree anew for each action, so it may come and go.
type Element struct {
	p          *Page
	within     *Element // nil for the whole page
	role, name string
}

// Find describes an element by its ARIA role ("button", "slider", "radio", …) and a part
// of its accessible name.
func (p *Page) Find(role, name string) *Element { return &Element{p: p, role: role, name: name} }

// Find describes an element within this one.
func (e *Element) Find(role, name string) *Element { return &Element{e.p, e, role, name} }

// Wait waits until a condition, a JavaScript expression, holds in the page.
func (p *Page) Wait(condition string) {
	p.c.T.Helper()
	expr := fmt.Sprintf(`(async () => {
		for (const end = Date.now() + %d; Date.now() < end;) {
			const version = __lab.version;
			if (await (%s)) return true;
			await __lab.changed(version);
		}
		return false;
	})()`, (Timeout - 2*time.Second).Milliseconds(), condition)
	var held bool
	p.EvalQuietly(expr, &held)
	if !held {
		p.c.T.Fatalf("never true: %s", condition)
	}
}

// Await waits until the element is there and returns it.
func (e *Element) Await() *Element { e.p.c.T.Helper(); e.node(); return e }

// AwaitGone waits until the element is not there.
func (e *Element) AwaitGone() {
	e.p.c.T.Helper()
	e.poll("is still there", func() (bool, error) {
		nodes, err := e.query()
		return len(nodes) == 0, err
	})
}

// AwaitEnabled waits until the element is there and enabled.
func (e *Element) AwaitEnabled() *Element {
	e.p.c.T.Helper()
	e.poll("is not enabled", func() (bool, error) {
		nodes, err := e.query()
		return len(nodes) > 0 && !disabled(nodes[0]), err
	})
	return e
}

// Exists tells whether the element is there now.
func (e *Element) Exists() bool {
	e.p.c.T.Helper()
	nodes, err := e.query()
	e.p.c.must("look for "+e.String(), err)
	return len(nodes) > 0
}

// Disabled tells whether the element is there but can't be used now.
func (e *Element) Disabled() bool { e.p.c.T.Helper(); return disabled(e.node()) }

// Name is the accessible name of the element.
func (e *Element) Name() string { e.p.c.T.Helper(); return text(e.node().Name) }

// Text is what stands in the element, or what a field holds.
func (e *Element) Text() (s string) {
	e.p.c.T.Helper()
	e.call(`function () { return 'value' in this ? String(this.value) : this.innerText; }`, &s)
	return s
}

// AwaitText waits until the element's Text contains part.
func (e *Element) AwaitText(part string) {
	e.p.c.T.Helper()
	var last string
	e.poll("never contains "+part, func() (bool, error) {
		if !e.Exists() {
			return false, nil
		}
		last = e.Text()
		return strings.Contains(last, part), nil
	})
}

// Click clicks in the middle of the element with the mouse. It fails if something else
// lies on top of it.
func (e *Element) Click() {
	e.p.c.T.Helper()
	e.AwaitEnabled()
	node := e.node().BackendDOMNodeID
	ctx := e.p.executor
	e.p.c.do("scroll to "+e.String(), ctx, dom.ScrollIntoViewIfNeeded().WithBackendNodeID(node))
	quads, err := dom.GetContentQuads().WithBackendNodeID(node).Do(ctx)
	e.p.c.must("locate "+e.String(), err)
	if len(quads) == 0 {
		e.p.c.T.Fatalf("%v is not visible", e)
	}
	q := quads[0]
	x, y := (q[0]+q[2]+q[4]+q[6])/4, (q[1]+q[3]+q[5]+q[7])/4
	var hit bool
	e.call(fmt.Sprintf(`function () {
		let at = this.getRootNode().elementFromPoint(%v, %v);
		const label = this.labels?.[0];
		return !!at && (this.contains(at) || at.contains(this) && at !== document.body && at !== document.documentElement || !!label?.contains(at));
	}`, x, y), &hit)
	if !hit {
		e.p.c.T.Fatalf("%v is covered by something else", e)
	}
	left, top := e.p.origin()
	for _, kind := range []input.MouseType{input.MousePressed, input.MouseReleased} {
		e.p.c.do("click "+e.String(), e.p.input(), input.DispatchMouseEvent(kind, left+x, top+y).WithButton(input.Left).WithClickCount(1))
	}
}

// Focus gives the element the keyboard focus.
func (e *Element) Focus() {
	e.p.c.T.Helper()
	e.p.c.do("focus "+e.String(), e.p.executor, dom.Focus().WithBackendNodeID(e.node().BackendDOMNodeID))
}

// Press presses a key while the element has the focus: "ArrowRight", "Home", "Enter", " ".
func (e *Element) Press(key string) {
	e.p.c.T.Helper()
	e.Focus()
	e.p.Press(key)
}

// keyCodes are the Windows virtual key codes, without which keys have no default action.
var keyCodes = map[string]int64{
	"Tab": 9, "Enter": 13, "Escape": 27, " ": 32, "PageUp": 33, "PageDown": 34, "End": 35, "Home": 36,
	"ArrowLeft": 37, "ArrowUp": 38, "ArrowRight": 39, "ArrowDown": 40,
}

// Press presses a key.
func (p *Page) Press(key string) {
	p.c.T.Helper()
	code, number, typed := key, keyCodes[key], ""
	switch {
	case key == "Enter":
		typed = "\r"
	case key == " ":
		code, typed = "Space", " "
	case len(key) == 1 && key >= "a" && key <= "z":
		code, number, typed = "Key"+strings.ToUpper(key), int64(strings.ToUpper(key)[0]), key
	}
	down := input.DispatchKeyEvent(input.KeyDown).WithKey(key).WithCode(code).WithWindowsVirtualKeyCode(number).WithText(typed)
	p.c.do("press "+key, p.input(), down)
	p.c.do("release "+key, p.input(), input.DispatchKeyEvent(input.KeyUp).WithKey(key).WithCode(code).WithWindowsVirtualKeyCode(number))
}

// Fill replaces what a text field holds, as typing does.
func (e *Element) Fill(value string) {
	e.p.c.T.Helper()
	e.AwaitEnabled()
	e.Focus()
	e.call(`function () { this.select(); }`, nil)
	e.p.c.do("type into "+e.String(), e.p.executor, input.InsertText(value))
	e.call(`function () { this.dispatchEvent(new Event('change', { bubbles: true })); }`, nil)
}

// Slide sets a slider, as dragging its handle there does.
func (e *Element) Slide(value float64) {
	e.p.c.T.Helper()
	e.AwaitEnabled()
	e.call(fmt.Sprintf(`function () {
		this.value = %v;
		this.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
		this.dispatchEvent(new Event('change', { bubbles: true }));
	}`, value), nil)
}

func (e *Element) String() string {
	s := e.role + " “" + e.name + "”"
	if e.within != nil {
		s += " in " + e.within.String()
	}
	return s
}

// query finds the elements that are not hidden.
func (e *Element) query() ([]*accessibility.Node, error) {
	ctx, cancel := context.WithTimeout(e.p.executor, Timeout)
	defer cancel()
	query := accessibility.QueryAXTree().WithRole(e.role)
	if e.within != nil {
		outer, err := e.within.query()
		if len(outer) == 0 || err != nil {
			return nil, err
		}
		query = query.WithBackendNodeID(outer[0].BackendDOMNodeID)
	} else {
		document, _, err := runtime.Evaluate("document").Do(ctx)
		if err != nil {
			return nil, err
		}
		query = query.WithObjectID(document.ObjectID)
	}
	all, err := query.Do(ctx)
	if err != nil {
		return nil, err
	}
	found := []*accessibility.Node{}
	for _, n := range all {
		if !n.Ignored && n.BackendDOMNodeID != 0 && strings.Contains(text(n.Name), e.name) {
			found = append(found, n)
		}
	}
	return found, nil
}

// node waits for the element.
func (e *Element) node() (found *accessibility.Node) {
	e.p.c.T.Helper()
	e.poll("is not there", func() (bool, error) {
		nodes, err := e.query()
		if len(nodes) > 0 {
			found = nodes[0]
		}
		return found != nil, err
	})
	return found
}

// poll tries again after each change of the document.
func (e *Element) poll(complaint string, done func() (bool, error)) {
	e.p.c.T.Helper()
	for deadline := time.Now().Add(Timeout); ; {
		var version int
		e.p.EvalQuietly("__lab.version", &version)
		ok, err := done()
		if ok && err == nil {
			return
		}
		if time.Now().After(deadline) {
			if err != nil {
				complaint += ": " + err.Error()
			}
			e.p.c.T.Fatalf("%v %s; the page shows:\n%s", e, complaint, e.p.outline())
		}
		e.p.EvalQuietly(fmt.Sprintf("__lab.changed(%d)", version), nil)
	}
}

// outline lists what a screen reader finds in the page.
func (p *Page) outline() string {
	nodes, err := accessibility.GetFullAXTree().Do(p.executor)
	if err != nil {
		return err.Error()
	}
	lines := []string{}
	for _, n := range nodes {
		if role := text(n.Role); !n.Ignored && role != "" && role != "none" && role != "InlineTextBox" && text(n.Name) != "" {
			lines = append(lines, role+" “"+text(n.Name)+"”")
		}
	}
	return strings.Join(lines, "\n")
}

// call calls a JavaScript function with the element as this.
func (e *Element) call(function string, result any) {
	e.p.c.T.Helper()
	object, err := dom.ResolveNode().WithBackendNodeID(e.node().BackendDOMNodeID).Do(e.p.executor)
	e.p.c.must("resolve "+e.String(), err)
	value, exception, err := runtime.CallFunctionOn(function).WithObjectID(object.ObjectID).WithReturnByValue(true).Do(e.p.executor)
	e.p.c.must("use "+e.String(), err)
	if exception != nil {
		e.p.c.T.Fatalf("use %v: %s", e, describe(exception))
	}
	if result != nil {
		e.p.c.must("use "+e.String(), json.Unmarshal(value.Value, result))
	}
}

func disabled(n *accessibility.Node) bool {
	for _, property := range n.Properties {
		if property.Name == accessibility.PropertyNameDisabled {
			return string(property.Value.Value) == "true"
		}
	}
	return false
}

func text(v *accessibility.Value) (s string) {
	if v != nil {
		_ = json.Unmarshal(v.Value, &s)
	}
	return s
}
