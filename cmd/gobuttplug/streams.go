//go:build !js

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/stream"
)

// serialSpeeds are the protocols that toys at serial ports speak, and their usual speeds.
var serialSpeeds = map[string]int{"tcode-v03": 115200, "nobra": 19200, "kizuna": 19200, "nextlevelracing": 115200}

// streamFlags are the flags for toys at serial ports and sockets.
type streamFlags struct {
	serial, sockets []stream.Source
}

func (f *streamFlags) register(flags *flag.FlagSet) {
	flags.Func("serial", "drive the T-Code device at this serial `port`, /dev/ttyUSB0 or COM3 for example; may be repeated. Behind it may be\n"+
		"the speed, PORT,baud=9600 where 115200 is wrong, and protocol=nobra, kizuna or nextlevelracing for other toys", f.addSerial)
	for _, network := range []string{"udp", "tcp"} {
		flags.Func("tcode-"+network, "drive the T-Code device at this `host:port` over "+strings.ToUpper(network)+"; may be repeated", func(at string) error {
			return f.addSocket(network, at)
		})
	}
}

// addSerial reads PORT,baud=N,protocol=NAME.
func (f *streamFlags) addSerial(text string) error {
	port, rest, more := strings.Cut(text, ",")
	if port == "" {
		return errors.New("it must begin with the port, /dev/ttyUSB0 or COM3 for example")
	}
	protocol, baud := "tcode-v03", 0
	for more {
		var option string
		option, rest, more = strings.Cut(rest, ",")
		name, value, _ := strings.Cut(option, "=")
		switch name {
		case "baud":
			n, err := strconv.ParseUint(value, 10, 24)
			if err != nil || n == 0 {
				return fmt.Errorf("baud=%s: a speed is a whole number such as 115200", value)
			}
			baud = int(n)
		case "protocol":
			if protocol = value; serialSpeeds[value] == 0 {
				return fmt.Errorf("protocol=%s: over serial ports there are tcode-v03, nobra, kizuna and nextlevelracing", value)
			}
		default:
			return fmt.Errorf("%s is unknown; use baud=115200 or protocol=nobra", option)
		}
	}
	if baud == 0 {
		baud = serialSpeeds[protocol]
	}
	f.serial = append(f.serial, stream.Source{Address: "serial:" + port, Name: "serial port " + port, Protocol: protocol,
		Open: func(ctx context.Context) (io.ReadWriteCloser, error) { return openSerial(ctx, port, baud) }})
	return nil
}

func (f *streamFlags) addSocket(network, at string) error {
	if _, _, err := net.SplitHostPort(at); err != nil {
		return fmt.Errorf("%s is no host and port such as tcode.local:8000", at)
	}
	f.sockets = append(f.sockets, stream.Source{Address: network + ":" + at, Name: strings.ToUpper(network) + " device " + at, Protocol: "tcode-v03",
		Probe: []byte("D1\n"),
		Open: func(ctx context.Context) (io.ReadWriteCloser, error) {
			return new(net.Dialer).DialContext(ctx, network, at)
		}})
	return nil
}

func (f *streamFlags) scanners() (all []device.Scanner) {
	if len(f.serial) > 0 {
		all = append(all, stream.New("serial ports", f.serial...))
	}
	if len(f.sockets) > 0 {
		all = append(all, stream.New("network devices", f.sockets...))
	}
	return all
}
