package server

// Exempt names the promises that are net/http's to keep and that it does not
// keep, each with what it does instead. Its handlers see none of this.
var Exempt = map[string]string{
	"http10-close": "net/http writes the head of its replies itself, in an order and with a Date of its own",

	"length-and-coding":      "net/http goes by the Transfer-Encoding and answers 200",
	"length-and-coding-ends": "net/http keeps the connection open after a request with both framings",
	"http10-coding":          "net/http ignores a Transfer-Encoding in HTTP/1.0 and answers 200",
	"http10-coding-ends":     "net/http takes what follows for the next request",
	"chunked-not-last":       "net/http answers 501 to any coding but chunked, where the standard has 400",
	"host-malformed":         "net/http checks the characters of a Host and not its form",
	"folded-line":            "net/http unfolds, which the standard allows too",

	"method-too-long": "net/http has no bound on a method but that of the head",
	"target-too-long": "net/http has no bound on a request line but that of the head",

	"chunk-size":                "net/http allows white space between a size and the end of its line",
	"chunk-framing":             "net/http takes a bare LF for the end of the trailers",
	"chunk-extension-quoted":    "net/http does not look into extensions, and ends them at the first CRLF",
	"chunk-extension-malformed": "net/http does not look into extensions",
	"chunk-extensions-bounded":  "net/http refuses them, and closes with the rest unread, which resets the connection",
	"trailer-malformed":         "net/http trims and unfolds trailers",
	"trailers-too-large":        "net/http bounds trailers by its read buffer of 4 KiB, and its handler answers 400",
	"refusal-while-sending":     "net/http closes at once after a request that it cannot parse",
}
