package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/examples/internal/golden"
)

func TestGolden(t *testing.T) { golden.Check(t, "out", run) }

// TestSample reads a public log of two thousand lines. The numbers are those of grep: 520 lines with
// "Failed password" and 1 with "Accepted", two of them repeated five times, 4 with "Failed none".
func TestSample(t *testing.T) {
	path := golden.Sample(t, "logs", "OpenSSH.log")
	var out bytes.Buffer
	require.NoError(t, run(&out, []string{"-log", path}))
	text := out.String()
	require.Contains(t, text, "2000 lines, 533 log-ins, 532 wrong")
	require.Contains(t, text, "  ip=183.62.140.253 failures=286 ")
	require.Contains(t, text, "burst    ip=183.62.140.253")
	require.NotContains(t, text, "break-in", "the one success had no failures before it")
	require.Equal(t, 5, strings.Count(text[strings.Index(text, "2000 lines"):], "\n  ip="))
}

func TestParse(t *testing.T) {
	l, n := parse("message repeated 5 times: [ Failed password for root from 203.0.113.9 port 42393 ssh2]")
	require.Equal(t, Login{IP: "203.0.113.9", User: "root", Known: true}, l)
	require.Equal(t, 5, n)
	l, n = parse("Failed none for invalid user  from 203.0.113.9 port 1 ssh2")
	require.Equal(t, Login{IP: "203.0.113.9"}, l)
	require.Equal(t, 1, n)
	_, n = parse("Received disconnect from 203.0.113.9: 11: Bye Bye [preauth]")
	require.Zero(t, n)
	_, _, ok := split("not a line of syslog", 2026)
	require.False(t, ok)
}
