//go:build !js

package main

import (
	"errors"
	"flag"
	"fmt"
	"math"
	"net"
	"strconv"
	"time"
)

// The options of intiface-engine, the official server, so that launchers that start it can
// start "gobuttplug serve" as well. Those that mean the same as one of ours are other names
// for it. docs/native.md lists them all.

// engineFlags are what the options of intiface-engine can set beyond our own flags.
type engineFlags struct {
	version bool     // only tell the version
	notes   []string // what was asked for and is left out
	err     error    // what was asked for and can't be left out
}

// hidden is the description of flags that --help does not list.
const hidden = ""

// otherNames are options of intiface-engine that mean the same as a flag of ours.
var otherNames = map[string]string{
	"websocket-port":              "port",
	"device-config-file":          "device-config",
	"user-device-config-file":     "user-device-config",
	"use-bluetooth-le":            "bluetooth",
	"use-device-websocket-server": "device-websocket-server",
}

// leftOut are options of intiface-engine that are accepted, because a server without them
// is of use all the same.
var leftOut = map[string]string{
	"use-serial":                "ports are not searched; name each with --serial",
	"use-hid":                   "there is no support for HID toys",
	"use-xinput":                "there is no support for gamepads as toys here",
	"use-lovense-dongle-serial": "there is no support for Lovense dongles; Lovense toys connect by --bluetooth",
	"use-lovense-dongle-hid":    "there is no support for Lovense dongles; Lovense toys connect by --bluetooth",
	"use-lovense-connect":       "there is no support for the Lovense Connect app; Lovense toys connect by --bluetooth",
	"broadcast-server-mdns":     "the server is not announced in the network; clients have to know its address",
}

// needless are options of intiface-engine that change nothing here.
var needless = []string{"allow-v4-spec"}

// textLeftOut are those that take a value.
var textLeftOut = map[string]string{
	"log":         "the log has one level, and goes to standard error",
	"mdns-suffix": "the server is not announced in the network",
}

// refused are options of intiface-engine that ask for another program than this one.
var refused = map[string]string{
	"repeater":          "this server does not repeat to others",
	"allow-raw":         "this server has no raw messages; they can break devices",
	"crash-main-thread": "this server does not crash on request",
	"crash-task-thread": "this server does not crash on request",
}

// textRefused are those that take a value.
var textRefused = map[string]string{
	"websocket-client-address": "this server waits for clients, at --port, and connects to none",
	"frontend-websocket-port":  "this server can't be the engine inside Intiface Central. Start it by itself, and connect games to --port",
	"repeater-port":            "this server does not repeat to others",
	"rest-api-port":            "this server has no REST interface",
}

// define adds the options of intiface-engine to the flags of serve.
func (e *engineFlags) define(flags *flag.FlagSet, host *string) {
	for name, ours := range otherNames {
		flags.Var(flags.Lookup(ours).Value, name, hidden)
	}
	flags.BoolFunc("websocket-use-all-interfaces", hidden, onlyTrue(func() {
		*host = net.IPv4zero.String()
	}))
	for name, why := range leftOut {
		flags.BoolFunc(name, hidden, onlyTrue(func() { e.note(name, why) }))
	}
	for _, name := range needless {
		flags.BoolFunc(name, hidden, onlyTrue(func() {}))
	}
	for name, why := range textLeftOut {
		flags.Func(name, hidden, func(string) error { e.note(name, why); return nil })
	}
	for name, why := range refused {
		flags.BoolFunc(name, hidden, onlyTrue(func() { e.refuse(name, why) }))
	}
	for name, why := range textRefused {
		flags.Func(name, hidden, func(string) error { e.refuse(name, why); return nil })
	}
	for _, name := range []string{"version", "server-version"} {
		flags.BoolVar(&e.version, name, false, hidden)
	}
}

func (e *engineFlags) note(name, why string) {
	e.notes = append(e.notes, "--"+name+" is left out: "+why)
}

func (e *engineFlags) refuse(name, why string) {
	e.err = errors.Join(e.err, errors.New("--"+name+": "+why))
}

// onlyTrue makes the function of a flag that is on or off, and off if it is not given.
func onlyTrue(f func()) func(string) error {
	return func(text string) error {
		on, err := strconv.ParseBool(text)
		if on {
			f()
		}
		return err
	}
}

// milliseconds is a flag for a time: 1s for example, or a number of milliseconds, as
// intiface-engine takes it.
type milliseconds time.Duration

const maxMilliseconds = math.MaxUint32

func (m *milliseconds) Set(text string) error {
	if n, err := strconv.ParseUint(text, 10, 32); err == nil {
		*m = milliseconds(time.Duration(n) * time.Millisecond)
		return nil
	}
	d, err := time.ParseDuration(text)
	if err == nil && (d < 0 || d > maxMilliseconds*time.Millisecond) {
		err = fmt.Errorf("it must be from 0 to %v", maxMilliseconds*time.Millisecond)
	}
	*m = milliseconds(d)
	return err
}

func (m *milliseconds) String() string { return time.Duration(*m).String() }
