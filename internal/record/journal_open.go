package record

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// CreateJournal makes a new journal for the record at path, which nobody else
// can write to until it is closed. The journal of another run is not touched.
func CreateJournal(path string) (*Journal, error) {
	name := path + JournalSuffix
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666)
	if errors.Is(err, fs.ErrExist) {
		return takeOver(name)
	}
	if err != nil {
		return nil, cannotWrite(name, err)
	}
	j := &Journal{path: name, file: f}
	if err := j.lock(); err != nil {
		f.Close()
		return nil, err
	}
	removeLeftovers(path)
	return j, nil
}

// takeOver opens the journal of a run that was killed before it could write
// the first line: there is nothing in it to lose.
func takeOver(name string) (*Journal, error) {
	j, err := OpenJournal(name)
	if err != nil {
		return nil, fmt.Errorf("%w; or choose another --out", err)
	}
	if j.Header == nil {
		return j, nil
	}
	j.Close()
	return nil, fmt.Errorf("%s holds %d trials of a run that was interrupted: finish it with iomodels run --resume %s, or remove it",
		name, j.Trials, name)
}

// OpenJournal reads the journal with this name, to go on with it. Nobody else
// can write to it until it is closed. Its Header is nil if the run never began.
func OpenJournal(name string) (*Journal, error) {
	f, size, err := openRegular(name, os.O_RDWR)
	if err != nil {
		return nil, err
	}
	j := &Journal{path: name, file: f}
	err = j.lock()
	if err == nil {
		err = j.readAll(size)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	removeLeftovers(strings.TrimSuffix(name, JournalSuffix))
	return j, nil
}

// lock makes this process the journal's only writer.
func (j *Journal) lock() error {
	err := lockFile(j.file)
	if errors.Is(err, errLocked) {
		return fmt.Errorf("%s belongs to a run that is still going: wait until it ends", j.path)
	}
	if err != nil {
		return fmt.Errorf("%s: flock: %w", j.path, err)
	}
	// A run that ended in between has removed the file that was opened here.
	opened, err := j.file.Stat()
	if err != nil {
		return fmt.Errorf("%s: %w", j.path, reason(err))
	}
	named, err := os.Stat(j.path)
	if err != nil || !os.SameFile(opened, named) {
		return fmt.Errorf("%s was removed just now: its run has ended", j.path)
	}
	return nil
}

func (j *Journal) readAll(size int64) error {
	text, err := textFrom(j.file, j.path, size)
	if err != nil {
		return err
	}
	if err := j.read(text); err != nil {
		return fmt.Errorf("%s: %w", j.path, err)
	}
	if err := j.contradiction(); err != nil {
		return fmt.Errorf("%s: %w: restore the file from a copy, or remove it and start the run again", j.path, err)
	}
	return nil
}

// removeLeftovers removes the temporary files of a run that was killed while
// it wrote the record at path. Whoever holds its journal is alone with them.
func removeLeftovers(path string) {
	target, err := target(path)
	if err != nil {
		return
	}
	folder := filepath.Dir(target)
	files, _ := os.ReadDir(folder)
	for _, f := range files {
		if strings.HasPrefix(f.Name(), temporaryName(target)) && strings.HasSuffix(f.Name(), ".tmp") {
			os.Remove(filepath.Join(folder, f.Name()))
		}
	}
}
