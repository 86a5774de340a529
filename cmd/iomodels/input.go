package main

import (
	"errors"
	"slices"

	"github.com/urfave/cli/v2"

	"github.com/iomodels/iomodels/internal/record"
)

// standardInput stands for it in a list of files.
const (
	standardInput     = "-"
	standardInputName = "standard input"
)

// readRecord reads the record that a file, or - for standard input, holds.
func readRecord(c *cli.Context, file string) (*record.Record, error) {
	var r *record.Record
	var err error
	if file == standardInput {
		r, err = record.ReadFrom(c.App.Reader, standardInputName)
	} else {
		r, err = record.Read(file)
	}
	return r, unread(err)
}

// unread is the error of a file that could not be read: another one was meant,
// or this one is more than is ever read.
func unread(err error) error {
	if errors.Is(err, record.ErrTooLong) {
		return err
	}
	return wrongIf(err)
}

// onceFromInput refuses to read standard input twice: it is empty by then.
func onceFromInput(files []string) error {
	i := slices.Index(files, standardInput)
	if i >= 0 && slices.Contains(files[i+1:], standardInput) {
		return wrong("- stands for standard input, which can be read only once: name the other record's file")
	}
	return nil
}
