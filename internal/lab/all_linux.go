package lab

// Missing says why this system has no lab; empty if it has.
const Missing = ""

// All lists every experiment in the order in which they are best read.
func All() []Experiment {
	return []Experiment{
		seedOneThread, seedSelect1024,
		seedLTRenotify, seedETOnce, seedLTWritableSpin,
		seedLTModifyCost, seedETFewerWaits,
		seedETAcceptAll, seedETReadAll, seedETWriteAll,

		seedNoScan, libeventBench,

		etPartialRead, etPipeRenotify, etStarvation, etUrgentByte, etDrainedWhileBlocked, etShortReadFin,

		herdSharedEpoll, herdListener, exclusiveLIFO, exclusiveMisuse, oneshotRearm, closedButDuplicated, staleEventReuse,
		rdhupLeftArmed, hupUnmaskable, epollRegularFile,

		acceptEMFILE, acceptBatch, reuseportTail, maxeventsSmall, nagleDelayedAck,

		selectFDNumber, selectRawBitmap, selectValueResult, pollNfdsLimit, rawSleepHangsGC, threadMigration,

		uringSendSkip, uringMultishotEnd, uringENOBUFS,

		closedLoopHidesStall, waitPolicy,
	}
}
