package lab

// Missing says why this system has no lab; empty if it has.
const Missing = ""

// All lists every experiment in the order in which they are best read.
func All() []Experiment {
	return []Experiment{
		seedOneThread, seedSelect1024, seedNoScan,
		seedLTRenotify, seedETOnce, seedLTWritableSpin,
		seedLTModifyCost, seedETFewerWaits,
		seedETAcceptAll, seedETReadAll, seedETWriteAll,
		libeventBench,

		etPartialRead, etPipeRenotify,
	}
}
