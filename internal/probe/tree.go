package probe

// TreeOf is everything that descends from process pid, without pid itself: what
// a guard started, not the guard. Who belongs to it is found out anew at each
// reading, so that workers which come and go are counted. Children that have
// ended count as well once somebody has waited for them, to the nearest 10 ms;
// those of a program that ignores SIGCHLD are counted by nobody.
//
// In a Group it is the negative pid, as kill(2) writes a group of processes.
func TreeOf(pid int) Group { return Group{-pid} }

// Processes are the processes that g stands for at this moment.
func (g Group) Processes() ([]int, error) {
	var all []int
	for _, pid := range g {
		if pid > 0 {
			all = append(all, pid)
			continue
		}
		below, err := Descendants(-pid)
		if err != nil {
			return nil, err
		}
		all = append(all, below...)
	}
	return all, nil
}
