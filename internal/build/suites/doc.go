// Package suites holds the test that runs the project's own tests as the module is made:
//
//	go -C internal/build test -tags suites ./suites
//
// It takes minutes, so it is a part of its own (make suites).
package suites
