//go:build !unix

package trial

import "time"

func spent() time.Duration { return 0 }
