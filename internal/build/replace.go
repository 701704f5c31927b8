package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// replace puts what fill writes in the place of the folder out, in one step: whoever looks at
// out finds the old files or the new ones, also after a build that failed or was killed.
//
// Fill writes to a folder beside out, because only folders of one disk can take each other's
// place. The folder is locked while its build runs, so that the next build can tell what a
// killed one has left, which it removes, from what another build is writing.
func replace(out string, fill func(folder string) error) error {
	out, err := realPath(out)
	if err != nil {
		return err
	}
	if err := checkOwn(out); err != nil {
		return err
	}
	work, end, err := workFolder(out)
	if err != nil {
		return err
	}
	defer end()
	made := filepath.Join(work, filepath.Base(out))
	if err := os.Mkdir(made, 0o755); err != nil {
		return err
	}
	if err := fill(made); err != nil {
		return err
	}
	if err := swap(made, out); err != nil {
		return fmt.Errorf("%s can't be replaced: %w; remove it, or choose another folder with -out", out, err)
	}
	return nil
}

// realPath is the absolute path of a folder that may not be there yet. Links are followed:
// the folder is replaced, not the link to it.
func realPath(folder string) (string, error) {
	folder, err := filepath.Abs(folder)
	if err != nil {
		return "", err
	}
	real, err := filepath.EvalSymlinks(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return folder, nil
	}
	return real, err
}

// checkOwn refuses a folder with files that no build has made.
func checkOwn(out string) error {
	old, err := os.ReadDir(out)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(old) == 0 {
		return nil
	}
	if err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(out, library)); err != nil {
		return fmt.Errorf("%s has files in it that are not of a build; remove it, or choose another folder with -out", out)
	}
	return nil
}

// workFolder makes a locked folder beside out, and removes those of killed builds. The
// function returned removes it.
func workFolder(out string) (work string, end func(), err error) {
	parent := filepath.Dir(out)
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return "", nil, err
	}
	// Between its making and its locking, a folder looks like one of a killed build.
	unlock, err := lock(parent, true)
	if err != nil {
		return "", nil, err
	}
	defer unlock()
	name := "." + filepath.Base(out) + ".new-"
	if err := removeLeft(parent, name); err != nil {
		return "", nil, fmt.Errorf("what a build that was stopped has left can't be removed: %w", err)
	}
	if work, err = os.MkdirTemp(parent, name+"*"); err != nil {
		return "", nil, err
	}
	free, err := lock(work, true)
	if err != nil {
		return "", nil, errors.Join(err, os.Remove(work))
	}
	return work, func() {
		_ = os.RemoveAll(work) // the next build tries again
		free()
	}, nil
}

// removeLeft removes the folders in parent that no running build has locked.
func removeLeft(parent, name string) error {
	entries, err := os.ReadDir(parent)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if !strings.HasPrefix(entry.Name(), name) {
			continue
		}
		folder := filepath.Join(parent, entry.Name())
		free, err := lock(folder, false)
		if err != nil {
			continue // another build writes it, or has just removed it
		}
		err = os.RemoveAll(folder)
		free()
		if err != nil {
			return err
		}
	}
	return nil
}

// swap puts made in the place of out, which may be missing.
func swap(made, out string) error {
	err := exchange(made, out)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return os.Rename(made, out)
	case errors.Is(err, errors.ErrUnsupported):
		return renameAside(made, out)
	}
	return err
}

// renameAside is for systems that can't exchange two folders: for a moment out is not there.
func renameAside(made, out string) error {
	if err := os.Rename(out, made+".old"); err != nil {
		return err
	}
	if err := os.Rename(made, out); err != nil {
		return errors.Join(err, os.Rename(made+".old", out))
	}
	return nil
}
