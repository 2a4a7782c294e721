package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // zones by name on machines that know none

	"github.com/cephei-go/cephei/connect/decode"
	"github.com/cephei-go/cephei/connect/tail"
)

// options are the flags of `cephei run`.
type options struct {
	rules  string
	input  string
	format string
	follow bool

	typ       string
	typeField string
	regexes   list
	delimiter string
	columns   string

	timeField  string
	timeFormat string
	timeLayout string
	timeZone   string
	timeYear   int
	late       string
	linger     time.Duration

	output     string
	statements string
	quiet      bool
	showBad    int
	maxLine    int

	checkpoint      string
	checkpointEvery int

	zone *time.Location // of timeZone
}

// list is a flag that may be given several times.
type list []string

func (l *list) String() string     { return strings.Join(*l, " ") }
func (l *list) Set(v string) error { *l = append(*l, v); return nil }

// parseOptions reads and checks the flags.
func parseOptions(e *env, args []string) (*options, error) {
	o := &options{}
	fs := newFlags(e, "run", "RULES [flags]")
	fs.StringVar(&o.input, "input", "-", "`file` to read; - is standard input")
	fs.StringVar(&o.format, "format", "", "json, csv or line; by the name of the file unless given")
	fs.BoolVar(&o.follow, "follow", false, "go on reading as the file grows or is replaced")
	fs.StringVar(&o.typ, "type", "", "event `type` of all records")
	fs.StringVar(&o.typeField, "type-field", "", "`field` that names the type of each record")
	fs.Var(&o.regexes, "line-regex", "regular `expression` with named groups that takes a line apart; "+
		"may be given several times")
	fs.StringVar(&o.delimiter, "delimiter", ",", "separator of CSV, one character; \\t is a tab")
	fs.StringVar(&o.columns, "columns", "", "`names` of the columns of CSV without a header")
	fs.StringVar(&o.timeField, "time-field", "", "`field` with the time of a record; the machine's "+
		"clock counts when there is none")
	fs.StringVar(&o.timeFormat, "time-format", "", "ms, s, us, ns or iso; unless given, numbers are "+
		"milliseconds and texts ISO 8601")
	fs.StringVar(&o.timeLayout, "time-layout", "", "form of the time, as in Go: 'Jan _2 15:04:05'")
	fs.StringVar(&o.timeZone, "time-zone", "UTC", "`zone` of times without an offset, and of calendars")
	fs.IntVar(&o.timeYear, "time-year", 0, "`year` of the first record when the layout has none; "+
		"the present one unless given")
	fs.StringVar(&o.late, "late", "accept", "what to do with records from before the present time: "+
		"accept takes them as if they came now, drop counts and leaves them")
	fs.DurationVar(&o.linger, "linger", 0, "how far the clock moves on after the last record, with "+
		"-time-field")
	fs.StringVar(&o.output, "output", "json", "how rows are printed: json, text or none")
	fs.StringVar(&o.statements, "statements", "", "`names` of the statements whose rows are printed")
	fs.BoolVar(&o.quiet, "q", false, "no progress, no summary")
	fs.IntVar(&o.showBad, "show-bad", 10, "`number` of bad lines and errors that are shown")
	fs.IntVar(&o.maxLine, "max-line", tail.DefaultMaxLine, "longest line in `bytes`")
	fs.StringVar(&o.checkpoint, "checkpoint", "", "`file` to go on from, and to save to at the end")
	fs.IntVar(&o.checkpointEvery, "checkpoint-every", 0, "save after so many `events` too")
	rest, err := parseMixed(fs, args)
	if err != nil {
		return nil, err
	}
	if len(rest) != 1 {
		fs.Usage()
		return nil, errors.New("want one file of rules")
	}
	o.rules = rest[0]
	return o, o.check(e)
}

// check looks for flags that make no sense, and fills in what others imply.
func (o *options) check(e *env) (err error) {
	if o.format == "" {
		o.format = formatOf(o.input, len(o.regexes) > 0)
	}
	if o.timeYear == 0 {
		o.timeYear = e.now().Year()
	}
	for _, c := range []struct{ flag, value, choices string }{
		{"format", o.format, "json csv line"},
		{"late", o.late, "accept drop"},
		{"output", o.output, "json text none"},
	} {
		if !slices.Contains(strings.Fields(c.choices), c.value) {
			return fmt.Errorf("-%s is '%s': want one of %s", c.flag, c.value, c.choices)
		}
	}
	switch {
	case o.typ != "" && o.typeField != "":
		return errors.New("-type and -type-field exclude each other")
	case o.follow && o.input == "-":
		return errors.New("-follow needs a file: standard input is read to its end anyway")
	case len(o.regexes) > 0 && o.format != "line":
		return errors.New("-line-regex needs -format line")
	case o.maxLine < 1 || o.checkpointEvery < 0 || o.linger < 0:
		return errors.New("-max-line, -checkpoint-every and -linger cannot be negative")
	}
	if o.zone, err = time.LoadLocation(o.timeZone); err != nil {
		return fmt.Errorf("unknown time zone '%s'", o.timeZone)
	}
	return nil
}

func formatOf(path string, regex bool) string {
	ext := strings.ToLower(filepath.Ext(path))
	switch {
	case regex || ext == ".log" || ext == ".txt":
		return "line"
	case ext == ".csv":
		return "csv"
	}
	return "json"
}

// decoder returns what takes the lines apart.
func (o *options) decoder() (decode.Decoder, error) {
	switch o.format {
	case "line":
		return decode.NewLines(o.regexes...)
	case "csv":
		comma := []rune(strings.ReplaceAll(o.delimiter, `\t`, "\t"))
		if len(comma) != 1 || strings.ContainsRune("\"\r\n", comma[0]) {
			return nil, fmt.Errorf("-delimiter is '%s': want one character", o.delimiter)
		}
		c := &decode.CSV{Comma: comma[0]}
		if o.columns != "" {
			c.Columns = strings.Split(o.columns, ",")
		}
		return c, nil
	}
	return decode.JSON{}, nil
}

// times returns what reads the time of a record, or nil when the machine's clock counts.
func (o *options) times() (*decode.Times, error) {
	if o.timeField == "" {
		if o.timeLayout != "" || o.timeFormat != "" || o.linger > 0 {
			return nil, errors.New("-time-format, -time-layout and -linger need -time-field")
		}
		return nil, nil
	}
	t, err := decode.NewTimes(o.timeField, o.timeFormat, o.timeLayout, o.zone)
	if err == nil {
		t.Year = o.timeYear
	}
	return t, err
}

// runCommand runs rules over records until the input or the patience of the user ends.
func runCommand(e *env, args []string) int {
	o, err := parseOptions(e, args)
	if err != nil {
		if o != nil {
			fmt.Fprintln(e.stderr, "cephei run:", err)
		}
		return exitUsage
	}
	r, err := newRunner(e, o)
	if err != nil {
		fmt.Fprintln(e.stderr, "cephei run:", err)
		return exitUsage
	}
	err = r.run()
	r.close()
	if err != nil {
		r.say("%v", err)
		return exitFound
	}
	return exitOK
}

// readRules reads the file of rules.
func (o *options) readRules() (string, error) {
	text, err := os.ReadFile(o.rules)
	return string(text), err
}
