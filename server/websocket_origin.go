//go:build !js

package server

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// allows tells whether the sender of a request may connect.
//
// Browsers put the origin of the page into every request for a WebSocket, and no page can
// change that; programs send none. A page may connect if it comes from the address that
// it connects to. That address must be numeric or localhost: any other host name may have
// been pointed at this machine by the very page that asks ("DNS rebinding"). All other
// pages must be listed.
func (h *handler) allows(r *http.Request) bool {
	origins := r.Header.Values("Origin")
	switch len(origins) {
	case 0:
		return true
	case 1:
	default:
		return false
	}
	origin := origins[0]
	for _, allowed := range h.Origins {
		if allowed == "*" || strings.EqualFold(strings.TrimSuffix(allowed, "/"), origin) {
			return true
		}
	}
	page, err := url.Parse(origin)
	if err != nil || page.Scheme != "http" && page.Scheme != "https" {
		return false
	}
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	pageHost, pagePort := splitHost(page.Host, page.Scheme)
	ownHost, ownPort := splitHost(r.Host, scheme)
	return sameMachine(pageHost, ownHost) && (pagePort == ownPort || slices.Contains(h.Ports, pagePort))
}

// splitHost splits host and port, the latter being that of the scheme if it is not given.
func splitHost(hostport, scheme string) (host, port string) {
	host, port, err := net.SplitHostPort(hostport)
	if err == nil {
		return host, port
	}
	port = "80"
	if scheme == "https" {
		port = "443"
	}
	return strings.Trim(hostport, "[]"), port
}

// sameMachine reports whether two host names are certain to mean one machine: they are the
// same number, or both this machine.
func sameMachine(a, b string) bool {
	if isLoopback(a) && isLoopback(b) {
		return true
	}
	x, errX := netip.ParseAddr(a)
	y, errY := netip.ParseAddr(b)
	return errX == nil && errY == nil && x == y
}

// isLoopback reports whether browsers take a host name for their own machine without
// asking anybody.
func isLoopback(host string) bool {
	if ip, err := netip.ParseAddr(host); err == nil {
		return ip.Unmap().IsLoopback()
	}
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	return host == "localhost" || strings.HasSuffix(host, ".localhost")
}
