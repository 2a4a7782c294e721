// Command sshguard reads the log of an OpenSSH server and tells of bursts of failed log-ins, of
// addresses that guess names, and of log-ins that succeed after several failures.
//
//	go run ./examples/sshguard                     # on the log in testdata
//	go run ./examples/sshguard -log /var/log/auth.log -year 2026
//
// The time is that of the log, so that a day takes a moment.
package main

import (
	"bufio"
	"context"
	_ "embed"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/cephei-go/cephei/engine"
	"github.com/cephei-go/cephei/examples/internal/feed"
)

//go:embed rules.epl
var rules string

//go:embed testdata/sshd.log
var sample string

// Login is an attempt to log in.
type Login struct {
	IP    string `cephei:"ip"`
	User  string `cephei:"user"`
	OK    bool   `cephei:"ok"`
	Known bool   `cephei:"known"`
}

func main() {
	if err := run(os.Stdout, os.Args[1:]); err != nil {
		log.Fatal(err)
	}
}

func run(w io.Writer, args []string) error {
	flags := flag.NewFlagSet("sshguard", flag.ContinueOnError)
	file := flags.String("log", "", "log `file` to read instead of the sample")
	year := flags.Int("year", 2026, "year of the log, whose lines do not tell it")
	if err := flags.Parse(args); err != nil {
		return err
	}
	var in io.Reader = strings.NewReader(sample)
	if *file != "" {
		f, err := os.Open(*file)
		if err != nil {
			return err
		}
		defer func() { _ = f.Close() }()
		in = f
	}
	eng, err := engine.New(engine.Config{})
	if err != nil {
		return err
	}
	if err := engine.Register[Login](eng); err != nil {
		return err
	}
	dep, err := eng.Deploy(context.Background(), rules)
	if err != nil {
		return err
	}
	feed.Print(w, eng, dep, "burst", "guesses", "break-in")
	n, err := guard(eng, in, *year)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "\n%d lines, %d log-ins, %d wrong\n", n.lines, n.logins, n.wrong)
	for row := range dep.Statement("top").Rows() {
		fmt.Fprintln(w, " ", feed.Line(row))
	}
	return nil
}

// counts is what guard has read.
type counts struct{ lines, logins, wrong int }

// guard sends the log-ins of a log to the engine; lines of other kinds only move the clock.
func guard(eng *engine.Engine, in io.Reader, year int) (n counts, err error) {
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		n.lines++
		at, msg, ok := split(lines.Text(), year)
		if !ok {
			continue
		}
		if err := feed.Clock(eng, at, n.lines == 1); err != nil {
			return n, err
		}
		login, times := parse(msg)
		for range times {
			n.logins++
			if !login.OK {
				n.wrong++
			}
			if err := eng.Send(&login); err != nil {
				return n, err
			}
		}
	}
	return n, lines.Err()
}

// A line of syslog: time stamp, host, program with its process, message.
var syslog = regexp.MustCompile(`^(\w{3} [ \d]\d \d\d:\d\d:\d\d) \S+ sshd\[\d+\]: (.*)$`)

func split(line string, year int) (at time.Time, msg string, ok bool) {
	m := syslog.FindStringSubmatch(line)
	if m == nil {
		return at, "", false
	}
	at, err := time.Parse("2006 Jan _2 15:04:05", fmt.Sprintf("%d %s", year, m[1]))
	return at, m[2], err == nil
}

var (
	attempt  = regexp.MustCompile(`(Failed|Accepted) \S+ for (invalid user )?(.*?) from (\S+) port`)
	repeated = regexp.MustCompile(`^message repeated (\d+) times: `)
)

// parse reads a message: the log-in it tells of, and how many times; none for other messages.
func parse(msg string) (login Login, times int) {
	m := attempt.FindStringSubmatch(msg)
	if m == nil {
		return login, 0
	}
	times = 1
	if r := repeated.FindStringSubmatch(msg); r != nil {
		times, _ = strconv.Atoi(r[1]) // digits, as the expression says; too many are none
	}
	return Login{IP: m[4], User: m[3], OK: m[1] == "Accepted", Known: m[2] == ""}, times
}
