// Package lab drives pages in a real Chromium whose Bluetooth adapter and toys are
// emulated: real requestDevice filters, a real chooser and real GATT objects and errors,
// without hardware. One Browser serves many cases; each Case has a fresh adapter and
// fresh pages.
package lab

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/chromedp"
)

// Timeout bounds every wait of the lab: for the browser, for a page, for a toy.
const Timeout = 20 * time.Second

// Browser is a running Chromium.
type Browser struct {
	ctx      context.Context // of the browser's first tab, which stays blank
	executor context.Context // commands to the browser rather than to a page
	close    func()
}

// Start starts a headless Chromium with Web Bluetooth. The program is $CHROMIUM or the
// first of chromium, chromium-browser and google-chrome on the PATH. Flags are further
// ones for its command line, such as "lang=de".
func Start(flags ...string) (*Browser, error) {
	program, err := findChromium()
	if err != nil {
		return nil, err
	}
	options := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(program),
		chromedp.NoFirstRun,
		chromedp.NoDefaultBrowserCheck,
		chromedp.Flag("headless", "new"),
		chromedp.Flag("disable-gpu", true),
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-dev-shm-usage", true),
		chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true),
		chromedp.Flag("password-store", "basic"),
		// --enable-features=WebBluetooth makes the chooser hang; the blink feature does not.
		chromedp.Flag("enable-blink-features", "WebBluetooth"),
		chromedp.WSURLReadTimeout(time.Minute),
	}
	for _, flag := range flags {
		name, value, _ := strings.Cut(flag, "=")
		options = append(options, chromedp.Flag(name, value))
	}
	alloc, stop := chromedp.NewExecAllocator(context.Background(), options...)
	// What chromedp logs by itself is about bookkeeping that is not used here.
	ctx, cancel := chromedp.NewContext(alloc, chromedp.WithErrorf(func(string, ...any) {}))
	if err := chromedp.Run(ctx); err != nil {
		cancel()
		stop()
		return nil, errors.Join(errors.New("Chromium ("+program+") did not start"), err)
	}
	b := &Browser{ctx: ctx, executor: cdp.WithExecutor(ctx, chromedp.FromContext(ctx).Browser)}
	b.close = func() {
		graceful, done := context.WithTimeout(ctx, 5*time.Second)
		_ = chromedp.Cancel(graceful) // a browser that hangs is killed by stop
		done()
		stop()
	}
	return b, nil
}

// Close ends Chromium.
func (b *Browser) Close() { b.close() }

func findChromium() (string, error) {
	if program := os.Getenv("CHROMIUM"); program != "" {
		path, err := exec.LookPath(program)
		if err != nil {
			return "", fmt.Errorf("CHROMIUM=%s can't be run; set it to the path of Chromium or Chrome, or unset it: %w", program, err)
		}
		return path, nil
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if program, err := exec.LookPath(name); err == nil {
			return program, nil
		}
	}
	return "", errors.New("no Chromium found: install it (Debian: apt-get install chromium) or set CHROMIUM to its path")
}
