// Package jsx is what the packages that live in a page share of their dealings with
// JavaScript: promises, properties, bytes, events and exceptions, on top of safejs.
//
// Nothing here panics, whatever JavaScript throws or returns. A JavaScript exception
// becomes an *Exception.
//
// JavaScript waits while a Go function that it called runs, so such a function must not
// wait for a promise or an event: it stores, signals and returns. What has to wait runs
// in a goroutine.
package jsx
