//go:build !js

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/device/simulated"
	"github.com/gobuttplug/gobuttplug/internal/devicesocket"
	"github.com/gobuttplug/gobuttplug/protocol"
	"github.com/gobuttplug/gobuttplug/server"
)

// shutdownTimeout bounds how long the end waits for clients, toys having been stopped.
const shutdownTimeout = 1800 * time.Millisecond

// minWaiting is how many connections may at least wait for their request.
const minWaiting = 256

// memoryLimit is from where on garbage is collected more often, unless the environment has
// another limit; what clients may take is less.
const memoryLimit = 56 << 20

// serveFlags are the flags of serve.
type serveFlags struct {
	host         string
	port         uint
	page         string
	pagePort     uint
	maxPingTime  time.Duration
	maxClients   uint
	reconnect    time.Duration
	allowOrigins []string
	serverName   string
	limits       string
	deviceConfig string
	userConfig   string
	bluetooth    bool
	deviceSocket bool
	devicePort   uint
	simulated    bool
	showToys     bool
	engine       engineFlags
	streams      streamFlags
}

func parseServeFlags(args []string, stderr io.Writer) (*serveFlags, error) {
	f := &serveFlags{}
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	flags.StringVar(&f.host, "host", "127.0.0.1", "listen at this `address`; 0.0.0.0 or :: lets in other machines, without encryption")
	flags.UintVar(&f.port, "port", 12345, "`port` of the WebSocket server; 0 takes a free one")
	flags.StringVar(&f.page, "page", "", "also serve the page in this `directory`, dist after make build")
	flags.UintVar(&f.pagePort, "page-port", 8080, "`port` of the page; 0 takes a free one")
	flags.Var((*milliseconds)(&f.maxPingTime), "max-ping-time",
		"stop the toys of clients that do not send a Ping within this `time`, 1s for example; 0 needs no pings")
	f.reconnect = server.DefaultReconnectFor
	flags.Var((*milliseconds)(&f.reconnect), "reconnect", "try for this `time` to connect a toy again that drops out; 0: not at all")
	flags.UintVar(&f.maxClients, "max-clients", server.DefaultMaxClients, "let in at most this `number` of clients at a time")
	flags.Func("allow-origin", "let in web pages from this `origin`, https://example.org for example; may be repeated;\n"+
		"\"*\" lets in every page there is. Not needed for programs and for the page served here", func(origin string) error {
		if origin == "" {
			return errors.New("an origin looks like https://example.org")
		}
		f.allowOrigins = append(f.allowOrigins, origin)
		return nil
	})
	flags.StringVar(&f.serverName, "server-name", "gobuttplug", "`name` that clients are told")
	flags.StringVar(&f.limits, "limits", "", "`file` with what the toys are allowed, whatever clients ask for; docs/games.md describes it")
	flags.StringVar(&f.deviceConfig, "device-config", "", "`file` with more devices, a base file of the official format, version 4 or 5")
	flags.StringVar(&f.userConfig, "user-device-config", "", "`file` with settings for single devices, a user file of that format. It is made if it does not exist,\n"+
		"and written when a device connects for the first time, so that devices keep their indexes")
	flags.BoolVar(&f.bluetooth, "bluetooth", false, "offer the Bluetooth toys that are near")
	flags.BoolVar(&f.deviceSocket, "device-websocket-server", false, "offer devices that connect to this program by WebSocket; docs/native.md describes how")
	flags.UintVar(&f.devicePort, "device-websocket-server-port", devicesocket.DefaultPort, "`port` that they connect to; 0 takes a free one")
	flags.BoolVar(&f.simulated, "simulated", true, "offer simulated toys; not the default together with real ones")
	flags.BoolVar(&f.showToys, "show-toys", false, "print what the simulated toys are told")
	f.engine.define(flags, &f.host)
	f.streams.register(flags)
	if err := parse(flags, args, stderr); err != nil {
		return nil, err
	}
	chosen := f.showToys
	flags.Visit(func(given *flag.Flag) { chosen = chosen || given.Name == "simulated" })
	if real := f.bluetooth || f.deviceSocket || len(f.streams.scanners()) > 0; real && !chosen {
		f.simulated = false
	}
	if f.maxClients == 0 || f.maxClients > math.MaxInt32 {
		return nil, fmt.Errorf("--max-clients %d: it must be from 1 to %d", f.maxClients, math.MaxInt32)
	}
	f.host = strings.Trim(f.host, "[]")
	return f, f.engine.err
}

// serve runs the WebSocket server and serves the page until ctx ends. Then it stops all
// toys and closes all connections.
func serve(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	f, err := parseServeFlags(args, stderr)
	if err != nil {
		return err
	}
	if f.engine.version {
		return version(ctx, nil, stdout, stderr)
	}
	allowed, err := readLimits(f.limits)
	if err != nil {
		return err
	}
	known, err := readConfig(f.deviceConfig, f.userConfig)
	if err != nil {
		return err
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
	}
	var page http.Handler
	if f.page != "" {
		if page, err = newPage(f.page); err != nil {
			return fmt.Errorf("--page %s: %w", f.page, err)
		}
	}
	socket, err := listenAs(f.host, "port", f.port)
	if err != nil {
		return err
	}
	defer socket.Close()
	o := server.HandlerOptions{Origins: f.allowOrigins, MaxClients: int(f.maxClients), Connections: new(sync.WaitGroup)}
	var pageSocket, deviceSocket net.Listener
	if f.deviceSocket {
		if deviceSocket, err = listen(f.host, "device-websocket-server-port", f.devicePort); err != nil {
			return err
		}
		defer deviceSocket.Close()
	}
	if page != nil {
		if pageSocket, err = listenAs(f.host, "page-port", f.pagePort); err != nil {
			return err
		}
		defer pageSocket.Close()
		o.Ports = []string{portOf(pageSocket)}
	}

	log := newLog(stderr)
	defer log.close()
	o.Log = log.print
	defer known.keep(log.print)()
	for _, note := range f.engine.notes {
		log.print(note)
	}
	options := serverOptions(f, known, log)
	options.UserLimits = allowed
	var srv *server.Server
	toys := realToys(f, known.Catalog, func(ctx context.Context, p device.Peripheral) error { return srv.Connect(ctx, p) }, log)
	options.Scanners = append(options.Scanners, toys.scanners()...)
	srv = server.New(options)
	failed := make(chan error, 3)
	servers := []*http.Server{startHTTP(socket, srv.Handler(o), max(o.MaxClients, minWaiting), failed)}
	fmt.Fprintf(stdout, "Buttplug server: ws://%s\n", address(f.host, socket))
	if toys.socket != nil {
		servers = append(servers, startHTTP(deviceSocket, toys.socket, minWaiting, failed))
		fmt.Fprintf(stdout, "Devices:         ws://%s\n", address(f.host, deviceSocket))
	}
	if page != nil {
		servers = append(servers, startHTTP(pageSocket, page, minWaiting, failed))
		fmt.Fprintf(stdout, "Page:            http://%s/\n", address(f.host, pageSocket))
	}
	if !socket.Addr().(*net.TCPAddr).IP.IsLoopback() {
		log.print("other machines can connect and drive the toys: --host is " + f.host)
	}
	select {
	case <-ctx.Done():
	case err = <-failed:
	}
	err = errors.Join(err, srv.Close(), toys.close())
	shutDown(servers, o.Connections)
	return err
}

func serverOptions(f *serveFlags, known *configuration, log *asyncLog) server.Options {
	o := server.Options{
		Name: f.serverName, MaxPingTime: f.maxPingTime, Catalog: known.Catalog, Protocols: protocol.All(),
		Settings: known.Settings, Log: log.print,
		Reconnect: server.Reconnect{Off: f.reconnect == 0, For: f.reconnect},
	}
	if f.simulated {
		toys := simulated.New()
		if f.showToys {
			showToys(toys, log.print)
		}
		o.Scanners = []device.Scanner{toys}
		o.Catalog = toys.Catalog(known.Catalog)
	}
	o.Scanners = append(o.Scanners, f.streams.scanners()...)
	return o
}

// readLimits reads what the toys are allowed; everything without a file.
func readLimits(file string) (*device.Limits, error) {
	allowed := device.NewLimits()
	if file == "" {
		return allowed, nil
	}
	text, err := os.ReadFile(file)
	if err == nil {
		err = allowed.Load(text)
	}
	if err != nil {
		return nil, fmt.Errorf("--limits %s: %w", file, err)
	}
	return allowed, nil
}

// portTakenError tells that a port is taken, and which flag chose it.
type portTakenError struct {
	port uint
	flag string
}

func (e *portTakenError) Error() string {
	return fmt.Sprintf("port %d is taken by another program; choose another port with --%s", e.port, e.flag)
}

// listenAs opens a port of serve, which make run starts as well.
func listenAs(host, name string, port uint) (net.Listener, error) {
	socket, err := listen(host, name, port)
	if _, taken := errors.AsType[*portTakenError](err); taken {
		err = fmt.Errorf("%w, or with make run %s=0 for a free one", err, strings.ToUpper(strings.ReplaceAll(name, "-", "_")))
	}
	return socket, err
}

// listen opens a port. Its error names the flag that chose it.
func listen(host, name string, port uint) (net.Listener, error) {
	if port > math.MaxUint16 {
		return nil, fmt.Errorf("--%s %d: a port is a number from 0 to %d", name, port, math.MaxUint16)
	}
	at := net.JoinHostPort(host, strconv.FormatUint(uint64(port), 10))
	socket, err := net.Listen("tcp", at)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, &portTakenError{port, name}
	}
	if err != nil {
		return nil, fmt.Errorf("can't listen at %s, chosen with --host and --%s: %w", at, name, err)
	}
	return socket, nil
}

func portOf(socket net.Listener) string {
	return strconv.Itoa(socket.Addr().(*net.TCPAddr).Port)
}

// address is where clients of this machine find a socket.
func address(host string, socket net.Listener) string {
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
		if ip != nil && !strings.Contains(ip.String(), ".") {
			host = "::1"
		}
	}
	return net.JoinHostPort(host, portOf(socket))
}

// startHTTP serves a socket in the background; an error that ends it goes to failed. As many
// connections as mayWait tells may have sent no request.
func startHTTP(socket net.Listener, handler http.Handler, mayWait int, failed chan<- error) *http.Server {
	s := &http.Server{
		Handler: handler, ReadHeaderTimeout: 5 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10,
		ConnState: (&crowd{most: mayWait}).changed,
	}
	go func() {
		if err := s.Serve(socket); !errors.Is(err, http.ErrServerClosed) {
			failed <- err
		}
	}()
	return s
}

// shutDown ends all connections.
func shutDown(servers []*http.Server, connections *sync.WaitGroup) {
	ctx, cancel := context.WithTimeout(context.Background(), shutdownTimeout)
	defer cancel()
	for _, s := range servers {
		if err := s.Shutdown(ctx); err != nil {
			_ = s.Close()
		}
	}
	ended := make(chan struct{})
	go func() { connections.Wait(); close(ended) }()
	select {
	case <-ended:
	case <-ctx.Done(): // the end of the process ends them
	}
}
