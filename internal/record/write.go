package record

import (
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
)

// Write gives r its Format and ID and writes it to path, as WriteFile does.
func Write(path string, r *Record) error {
	text, err := Marshal(r)
	if err == nil {
		err = readable(text, maxBytes)
	}
	if err != nil {
		return fmt.Errorf("cannot write %s: %w", path, err)
	}
	return WriteFile(path, text)
}

// readable refuses a text that Text would refuse to read.
func readable(text []byte, most int64) error {
	if int64(len(text)) > most {
		return ErrFull
	}
	return nil
}

// WriteFile writes text to path, whole or not at all: to a temporary file in
// the same folder, synced, then renamed. After an error path is what it was
// before, and nothing is left beside it.
func WriteFile(path string, text []byte) error {
	target, err := target(path)
	if err != nil {
		return err
	}
	temp, err := createBeside(target)
	if err != nil {
		return cannotWrite(path, err)
	}
	err = fill(temp, text)
	if closed := temp.Close(); err == nil {
		err = closed
	}
	if err != nil {
		os.Remove(temp.Name())
		return cannotWrite(path, err)
	}
	if err := os.Rename(temp.Name(), target); err != nil {
		os.Remove(temp.Name())
		return cannotWrite(path, err)
	}
	return syncFolder(filepath.Dir(target))
}

// roomNeeded is what CheckOut makes sure of: more than the record of a run
// with 20 models, 10 points and 12 rounds takes up.
const roomNeeded = 8 << 20 // bytes

// CheckOut says whether Write could write a record to path, so that a run
// finds out before it measures. It leaves nothing behind.
func CheckOut(path string) error {
	target, err := target(path)
	if err != nil {
		return err
	}
	temp, err := createBeside(target)
	if err != nil {
		return cannotWrite(path, err)
	}
	// Removed before it is filled, the file cannot outlive this process, in
	// whatever way that ends; where an open file cannot be removed, it is after.
	early := os.Remove(temp.Name())
	_, err = temp.Write(make([]byte, roomNeeded))
	temp.Close()
	if early != nil {
		if removed := os.Remove(temp.Name()); err == nil {
			err = removed
		}
	}
	if err != nil {
		return cannotWrite(path, err)
	}
	return nil
}

// target is the file that path stands for: renaming onto a link would replace
// the link, and onto a device the device.
func target(path string) (string, error) {
	if path == "" {
		return "", errors.New("no file to write to: name one with --out")
	}
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return path, checkFolder(path)
	}
	if err != nil {
		return "", cannotWrite(path, err)
	}
	if info.Mode()&fs.ModeSymlink != 0 {
		if path, err = filepath.EvalSymlinks(path); err != nil {
			return "", fmt.Errorf("cannot write: %w: choose another --out", err)
		}
		if info, err = os.Lstat(path); err != nil {
			return "", cannotWrite(path, err)
		}
	}
	switch {
	case info.IsDir():
		return "", fmt.Errorf("%s is a folder: name a file in it, such as %s", path, filepath.Join(path, "record.json"))
	case !info.Mode().IsRegular():
		return "", fmt.Errorf("%s is not a regular file: choose another --out", path)
	}
	return path, nil
}

func checkFolder(path string) error {
	folder := filepath.Dir(path)
	info, err := os.Stat(folder)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("the folder %s does not exist: make it, or choose another --out", folder)
	case errors.Is(err, syscall.ENOTDIR), err == nil && !info.IsDir():
		return fmt.Errorf("%s is not a folder: choose another --out", folder)
	case err != nil:
		return cannotWrite(path, err)
	}
	return nil
}

// createBeside makes a new file in target's folder, hidden, with the
// permissions that any new file gets.
func createBeside(target string) (*os.File, error) {
	for i := range 1000 {
		temp := filepath.Join(filepath.Dir(target), fmt.Sprintf("%s%d-%d.tmp", temporaryName(target), os.Getpid(), i))
		f, err := os.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if !errors.Is(err, fs.ErrExist) {
			return f, err
		}
	}
	return nil, fs.ErrExist
}

// temporaryName is how the names of target's temporary files begin. It says
// whose they are, so that the next run can remove what a killed one left.
func temporaryName(target string) string {
	return fmt.Sprintf(".iomodels-%08x-", crc32.ChecksumIEEE([]byte(filepath.Base(target))))
}

func fill(f *os.File, text []byte) error {
	if _, err := f.Write(text); err != nil {
		return err
	}
	return f.Sync()
}

// syncFolder makes a rename in it outlast a power failure, where the system can.
func syncFolder(folder string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := os.Open(folder)
	if err != nil {
		return nil // a folder that may be written but not read cannot be synced
	}
	defer f.Close()
	err = f.Sync()
	if err == nil || errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.EINVAL) {
		return nil
	}
	return fmt.Errorf("the record is written, but may not outlast a power failure: %w", err)
}

func cannotWrite(path string, err error) error {
	what := "choose another --out"
	switch {
	case errors.Is(err, fs.ErrPermission):
		what = "get the permission to write in its folder, or choose another --out"
	case errors.Is(err, syscall.ENOSPC):
		what = "make room, or choose another --out"
	case errors.Is(err, syscall.EROFS):
		what = "the file system is read-only; choose another --out"
	}
	return fmt.Errorf("cannot write %s: %w: %s", path, reason(err), what)
}
