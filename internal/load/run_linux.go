package load

import "context"

// Run does what spec asks for.
func Run(ctx context.Context, spec Spec, observe func(Event)) (Result, error) {
	return Result{}, nil
}
