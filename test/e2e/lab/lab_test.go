package lab

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var browser *Browser

func TestMain(m *testing.M) { Main(m, &browser) }

func begin(t *testing.T) (*Case, *Toy, *Page) {
	c := browser.Case(t)
	toy := c.AddHush()
	return c, toy, c.Open(Site{Mounts: map[string]string{"/": "testdata"}}.Serve(t) + "/raw.html")
}

func TestConversation(t *testing.T) {
	c, toy, page := begin(t)
	page.Eval("all()", nil)
	assert.Equal(t, []Offer{{"09:09:09:09:09:09", "LVS-Z001"}}, c.AwaitChooser(1).Offered)
	page.Eval("write('DeviceType;')", nil)
	page.Wait("received.length === 1")
	page.Eval("write('Battery;')", nil)
	page.Eval("writeWithResponse('\\x01\\x02')", nil)
	toy.Expect(`"DeviceType;"`, `"Battery;"`, `0102 +response`)
	page.Wait("received.length === 3")
	var received []string
	page.Eval("received", &received)
	assert.Equal(t, []string{"Z:11:0082059AD3BD;", "85;", "OK;"}, received)
	toy.Notify(LovenseRx, []byte("hi"))
	page.Wait("received[3] === 'hi'")
}

func TestScriptedToy(t *testing.T) {
	_, toy, page := begin(t)
	page.Eval("all()", nil)
	toy.Script(func(op Operation) Reply {
		if op.Kind == Read {
			return Reply{Value: []byte{7}}
		}
		return Reply{}
	})
	var value int
	page.Eval("characteristics.rx.readValue().then(v => v.getUint8(0))", &value)
	assert.Equal(t, 7, value)
}

func TestFaults(t *testing.T) {
	t.Run("write error", func(t *testing.T) {
		_, toy, page := begin(t)
		page.Eval("all()", nil)
		toy.Script(func(Operation) Reply { return Reply{Code: 0x0e} })
		assert.Contains(t, page.EvalError("write('x')"), "NotSupportedError")
		assert.Contains(t, page.EvalError("writeWithResponse('x')"), "NotSupportedError")
	})
	t.Run("hung write", func(t *testing.T) {
		_, toy, page := begin(t)
		page.Eval("all()", nil)
		toy.Script(func(Operation) Reply { return Reply{Hang: true} })
		page.Eval("globalThis.settled = false; write('x').finally(() => settled = true).catch(() => {}); null", nil)
		toy.AwaitWrite(`"x"`)
		var settled bool
		page.Eval("settled", &settled)
		assert.False(t, settled)
		toy.Disconnect()
		page.Wait("settled")
	})
	t.Run("disconnect and connect again", func(t *testing.T) {
		_, toy, page := begin(t)
		page.Eval("all()", nil)
		page.Eval("globalThis.gone = new Promise(r => device.addEventListener('gattserverdisconnected', r)); null", nil)
		toy.Disconnect()
		page.Eval("gone.then(() => null)", nil)
		assert.Contains(t, page.EvalError("write('x')"), "Error")
		toy.Return()
		page.Eval("connect()", nil)
		page.Eval("write('again')", nil)
		toy.AwaitWrite(`"again"`)
	})
	t.Run("connection refused", func(t *testing.T) {
		_, toy, page := begin(t)
		toy.Script(func(op Operation) Reply { return Reply{Code: 0x3e} })
		assert.Contains(t, page.EvalError("all()"), "Error")
	})
	t.Run("adapter off and gone", func(t *testing.T) {
		c, _, page := begin(t)
		c.Unplug()
		assert.Contains(t, page.EvalError("choose()"), "adapter")
		c.Power(true)
		page.Eval("all()", nil)
		page.Eval("globalThis.gone = new Promise(r => device.addEventListener('gattserverdisconnected', r)); null", nil)
		c.Power(false)
		page.Eval("gone.then(() => null)", nil)
		c.Power(true)
		page.Eval("all()", nil)
	})
	t.Run("chooser cancelled", func(t *testing.T) {
		c, _, page := begin(t)
		c.Choose(Cancel)
		assert.Contains(t, page.EvalError("choose()"), "cancelled")
		c.Choose(Named("LVS-Z001"))
		page.Eval("choose()", nil)
		assert.Len(t, c.Choosers(), 2)
	})
	t.Run("overlap refused", func(t *testing.T) {
		_, _, page := begin(t)
		page.Eval("all()", nil)
		page.RefuseOverlap()
		assert.Contains(t, page.EvalError("Promise.all([write('a'), write('b')])"), "in progress")
		assert.Equal(t, 1, page.Overlaps())
	})
	t.Run("no gesture", func(t *testing.T) {
		_, _, page := begin(t)
		var name string
		page.EvalQuietly("choose().catch(e => e.name)", &name)
		assert.Equal(t, "SecurityError", name)
	})
}

func TestElements(t *testing.T) {
	_, _, page := begin(t)
	page.Find("button", "Press").Click()
	page.Find("status", "").AwaitText("yes")
	page.Find("slider", "Speed").Slide(12)
	page.Find("status", "").AwaitText("12")
	page.Find("slider", "Speed").Press("ArrowRight")
	page.Find("status", "").AwaitText("13")
	page.Find("textbox", "Name").Fill("Ada")
	assert.Equal(t, "Ada", page.Find("textbox", "Name").Text())
	assert.False(t, page.Find("button", "nothing").Exists())
}

func TestHiddenPage(t *testing.T) {
	_, _, page := begin(t)
	page.Hide()
}

func TestLastWrite(t *testing.T) {
	_, toy, page := begin(t)
	page.Eval("all()", nil)
	page.Eval("addEventListener('pagehide', () => write('bye'))", nil)
	page.Close()
	toy.AwaitWrite(`"bye"`)
}

func TestConsole(t *testing.T) {
	_, _, page := begin(t)
	page.ExpectError("broken")
	page.Eval("console.error('broken', 1); console.log('fine')", nil)
	require.Eventually(t, func() bool { return len(page.Console()) == 2 }, Timeout, 1e6)
	assert.Equal(t, []string{"broken 1", "fine"}, page.Console())
}
