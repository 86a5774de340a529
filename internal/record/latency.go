package record

import (
	"compress/zlib"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"

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
	err := ourRange(text)
	if err == nil {
		var h *hdrhistogram.Histogram
		if h, err = hdrhistogram.Decode([]byte(text)); err == nil {
			return h, nil
		}
	}
	return nil, fmt.Errorf("decode histogram: %w", err)
}

// ourRange says whether a histogram has the record's range and precision. It is
// found out first: sixty bytes may ask for a histogram of 50 MB.
func ourRange(text string) error {
	raw := base64.NewDecoder(base64.StdEncoding, strings.NewReader(text))
	if _, err := io.CopyN(io.Discard, raw, 8); err != nil { // what follows is compressed, and how long it is
		return err
	}
	inflated, err := zlib.NewReader(raw)
	if err != nil {
		return err
	}
	var header struct {
		_               [3]int32
		Digits          int32
		Lowest, Highest int64
	}
	if err := binary.Read(inflated, binary.BigEndian, &header); err != nil {
		return err
	}
	if header.Lowest != LowestLatency || header.Highest != HighestLatency || header.Digits != LatencyDigits {
		return errors.New("its range or precision is not the record's (1 ns to 60 s, 3 digits)")
	}
	return nil
}
