// Package fakebluez is a scripted BlueZ on a real D-Bus message bus: an adapter and toys
// that do what a test says. Tests only. It keeps to the interfaces that BlueZ documents and
// to the order in which it tells things; what a real adapter does is for real ones to show.
package fakebluez
