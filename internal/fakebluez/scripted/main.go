//go:build !js

// Scripted is a scripted BlueZ with three toys on a message bus of its own, for tests that
// are not written in Go. It prints the address of the bus and what the toys are told:
//
//	bus unix:path=…
//	LVS-Z001: Vibrate:10;
//
// Bytes that are no text are printed as hexadecimal digits. On standard input it takes
// "drop NAME", which cuts the connection of a toy, and ends when that is closed.
package main

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"os"
	"strings"

	"github.com/gobuttplug/gobuttplug/internal/fakebluez"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "scripted:", err)
		os.Exit(1)
	}
}

func run() error {
	bus, err := fakebluez.StartBus(fakebluez.Open)
	if err != nil {
		return err
	}
	defer bus.Close()
	bluez, err := fakebluez.Start(bus.Address)
	if err != nil {
		return err
	}
	defer bluez.Close()
	toys := map[string]*fakebluez.Toy{}
	for _, toy := range []*fakebluez.Toy{
		fakebluez.Lovense("LVS-Z001", "00:00:5E:00:53:01", "Z:11:0082059AD3BD;"),
		fakebluez.Lovense("LVS-Edge36", "00:00:5E:00:53:02", "P:37:0082059AD3BE;"),
		fakebluez.Hismith("Sinloli Cosima", "00:00:5E:00:53:03", 0x22, 0x04),
	} {
		toys[toy.Name] = bluez.Add(toy)
		go show(toy) // it ends with the program
	}
	fmt.Println("bus", bus.Address)
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		if name, ok := strings.CutPrefix(lines.Text(), "drop "); ok && toys[name] != nil {
			toys[name].Drop()
		}
	}
	return nil
}

func show(toy *fakebluez.Toy) {
	for w := range toy.Writes() {
		text := string(w.Data)
		if strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' }) {
			text = hex.EncodeToString(w.Data)
		}
		fmt.Printf("%s: %s\n", toy.Name, text)
	}
}
