//go:build !linux

// Package server needs Linux; see server.go.
package server

import "github.com/iomodels/iomodels/common/model"

// Listen fails: this system lacks the model's call.
func Listen(model.Config) (model.Server, error) { return nil, model.ErrLinuxOnly }
