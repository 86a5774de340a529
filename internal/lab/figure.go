package lab

import "github.com/iomodels/iomodels/internal/report"

// figurePictures draws figures.
func figurePictures([]report.Figure) []File { return nil }
