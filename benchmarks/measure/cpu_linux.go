package measure

import "syscall"

// rusageThread is RUSAGE_THREAD, which package syscall does not name.
const rusageThread = 1

// processNS is the user and system time of the process.
func processNS() int64 { return usageNS(syscall.RUSAGE_SELF) }

// threadNS is the user and system time of the calling thread.
func threadNS() int64 { return usageNS(rusageThread) }

func usageNS(who int) int64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(who, &u); err != nil {
		return 0
	}
	return u.Utime.Nano() + u.Stime.Nano()
}
