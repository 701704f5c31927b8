//go:build !linux && !darwin

package main

import (
	"errors"
	"os"
)

// exchange is not possible here.
func exchange(_, b string) error {
	if _, err := os.Stat(b); err != nil {
		return err
	}
	return errors.ErrUnsupported
}
