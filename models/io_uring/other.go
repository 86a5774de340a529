//go:build !linux

// Package server needs Linux; see server.go.
package server

import "github.com/iomodels/iomodels/common/model"

// Listen fails: this system lacks the model's call.
func Listen(model.Config) (model.Server, error) { return nil, model.ErrLinuxOnly }

// Missing says that this system lacks it.
func Missing() string { return model.ErrLinuxOnly.Error() }

// Lacks is empty: there is nothing that could lack a part.
func Lacks() []string { return nil }
