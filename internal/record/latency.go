package record

import (
	"errors"
	"fmt"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// Range and precision of the histograms of latency.
const (
	LowestLatency  = 1              // nanoseconds
	HighestLatency = 60_000_000_000 // nanoseconds: 60 s
	LatencyDigits  = 3              // significant decimal digits
)

// NewLatency is an empty histogram of nanoseconds with the record's range and precision.
func NewLatency() *hdrhistogram.Histogram {
	return hdrhistogram.New(LowestLatency, HighestLatency, LatencyDigits)
}

// EncodeLatency is h as Trial.Latency holds it: HdrHistogram's compressed V2
// form in base64. No histogram, as of a trial that was not measured, is "".
func EncodeLatency(h *hdrhistogram.Histogram) (string, error) {
	if h == nil {
		return "", nil
	}
	text, err := h.Encode(hdrhistogram.V2CompressedEncodingCookieBase)
	if err != nil {
		return "", fmt.Errorf("encode histogram: %w", err)
	}
	return string(text), nil
}

// DecodeLatency is the inverse of EncodeLatency; "" gives no histogram.
func DecodeLatency(text string) (*hdrhistogram.Histogram, error) {
	if text == "" {
		return nil, nil
	}
	h, err := hdrhistogram.Decode([]byte(text))
	if err != nil {
		return nil, fmt.Errorf("decode histogram: %w", err)
	}
	if h.LowestTrackableValue() != LowestLatency || h.HighestTrackableValue() != HighestLatency || h.SignificantFigures() != LatencyDigits {
		return nil, errors.New("decode histogram: its range or precision is not the record's (1 ns to 60 s, 3 digits)")
	}
	return h, nil
}
