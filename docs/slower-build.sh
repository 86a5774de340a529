#!/bin/sh
# Builds an iomodels whose servers spend more CPU time on each request, to see
# whether a run finds it (docs/method.md, "Does it find what is there?").
# Nothing of it is in the sources: the compiler is given other text for one file
# and one file more (go build -overlay).
#
#   docs/slower-build.sh NANOSECONDS OUT
set -eu
if [ $# -ne 2 ]; then
	echo "usage: $0 NANOSECONDS OUT" >&2
	exit 2
fi
root=$(cd "$(dirname "$0")/.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# Every reply is queued by Conn.answer.
sed 's/^func (c \*Conn) answer(l \*Loop) {$/&\n\tspend()/' "$root/common/http1/reply.go" >"$scratch/reply.go"
grep -q '^	spend()$' "$scratch/reply.go" || {
	echo "$0: common/http1/reply.go has no func (c *Conn) answer(l *Loop) any more: mend this script" >&2
	exit 1
}
cat >"$scratch/spend.go" <<GO
package http1

import "time"

// spend keeps the processor busy for $1 nanoseconds.
func spend() {
	for begin := time.Now(); time.Since(begin) < $1; {
	}
}
GO
cat >"$scratch/overlay.json" <<JSON
{"Replace": {
	"$root/common/http1/reply.go": "$scratch/reply.go",
	"$root/common/http1/spend.go": "$scratch/spend.go"
}}
JSON
(cd "$root" && CGO_ENABLED=0 go build -overlay "$scratch/overlay.json" -o "$scratch/iomodels" ./cmd/iomodels)
mv "$scratch/iomodels" "$2"
