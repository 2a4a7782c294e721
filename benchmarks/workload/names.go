package workload

import "fmt"

// The texts that events are drawn from. Every key is eight bytes long, which is what the checksum
// folds of a string, so that no two keys look the same to it.
var (
	exchanges = [...]string{"A", "B", "C", "D"}
	services  = serviceNames()
	programs  = [...]string{
		"sshd", "nginx", "cron", "kernel", "postgres", "systemd", "dockerd",
		"sudo", "dhclient", "ntpd",
	}
	words = [...]string{
		"timeout", "refused", "reset", "denied", "accepted", "closed", "opened",
		"retry", "overflow", "failed", "started", "stopped", "restart", "invalid", "expired",
		"missing", "blocked", "dropped", "slow", "unknown",
	}
	messages = messageTexts()
)

// Programs returns the names that Log.Prog is drawn from, for rules that mention them.
func Programs() []string { return programs[:] }

// Words returns the words that Log.Msg is made of, for rules that look for them.
func Words() []string { return words[:] }

// Keys returns n key strings: the prefix letter and seven decimal digits.
func Keys(prefix byte, n int) []string {
	keys := make([]string, n)
	for i := range keys {
		keys[i] = fmt.Sprintf("%c%07d", prefix, i)
	}
	return keys
}

func serviceNames() (names [20]string) {
	for i := range names {
		names[i] = fmt.Sprintf("svc%02d", i)
	}
	return names
}

func messageTexts() (texts [64]string) {
	for m := range texts {
		texts[m] = fmt.Sprintf("conn %s from peer %s after %d ms",
			words[m%len(words)], words[(m/3)%len(words)], m)
	}
	return texts
}
