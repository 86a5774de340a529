package interest

import (
	"os"
	"strconv"
	"strings"

	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/lab/experiments/kernel"
)

// untilAsleep waits until a thread sleeps in a call that it has made to the kernel.
func untilAsleep(b *kernel.Bench, t *bench.Thread) {
	task := "/proc/self/task/" + strconv.Itoa(t.ID)
	b.Until("a thread's sleep", func() bool {
		call, _ := os.ReadFile(task + "/wchan")
		stat, _ := os.ReadFile(task + "/stat")
		_, state, _ := strings.Cut(string(stat), ") ") // see proc_pid_stat(5)
		return strings.HasPrefix(state, "S") && !strings.Contains(string(call), "futex")
	})
}
