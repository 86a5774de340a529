package modeltest

import "slices"

// Cases lists every promise, simplest first.
func Cases() []Case {
	return slices.Concat(basicCases, inputCases, refusalCases(), outputCases, manyCases, closeCases)
}
