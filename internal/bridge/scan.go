package bridge

import (
	"context"
	"sync"

	"github.com/gobuttplug/gobuttplug/device"
)

// ScanLog remembers why a scan last failed: the message that a server answers with only
// has a text.
type ScanLog struct {
	mu   sync.Mutex
	last error
}

// Watch is scanner, watched.
func (l *ScanLog) Watch(scanner device.Scanner) device.Scanner { return &watched{scanner, l} }

// Last is the error of the last scan, nil if it began.
func (l *ScanLog) Last() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.last
}

func (l *ScanLog) set(err error) {
	l.mu.Lock()
	l.last = err
	l.mu.Unlock()
}

type watched struct {
	device.Scanner
	log *ScanLog
}

// Scan implements device.Scanner.
func (w *watched) Scan(ctx context.Context, started func(), found func(device.Peripheral)) error {
	w.log.set(nil)
	err := w.Scanner.Scan(ctx, started, found)
	if err != nil {
		w.log.set(err)
	}
	return err
}
