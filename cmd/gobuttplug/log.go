//go:build !js

package main

import (
	"io"
	"log"
	"time"
)

// asyncLog writes log lines in the background: a terminal that is held up must not hold
// up the toys. Lines that come too fast are dropped.
type asyncLog struct {
	lines chan string
	quit  chan struct{}
	done  chan struct{}
}

func newLog(w io.Writer) *asyncLog {
	l := &asyncLog{lines: make(chan string, 256), quit: make(chan struct{}), done: make(chan struct{})}
	go l.run(log.New(w, "", log.LstdFlags))
	return l
}

func (l *asyncLog) run(out *log.Logger) {
	defer close(l.done)
	for {
		select {
		case line := <-l.lines:
			out.Print(line)
		case <-l.quit:
			for {
				select {
				case line := <-l.lines:
					out.Print(line)
				default:
					return
				}
			}
		}
	}
}

func (l *asyncLog) print(line string) {
	select {
	case l.lines <- line:
	default:
	}
}

// close writes what is left, unless that takes too long. Later lines are dropped.
func (l *asyncLog) close() {
	close(l.quit)
	select {
	case <-l.done:
	case <-time.After(time.Second):
	}
}
