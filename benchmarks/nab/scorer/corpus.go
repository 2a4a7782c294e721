package scorer

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"time"
)

// ErrNoCorpus says that a directory holds no corpus; tests skip on it.
var ErrNoCorpus = errors.New("no NAB corpus: combined_windows.json not found")

// probationShare and probationCap bound the rows at the start of a file which a detector may use to
// get going: they are neither rewarded nor punished.
const (
	probationShare = 0.15
	probationCap   = 750
)

// File is one series with its labelled windows.
type File struct {
	Dir, Name string
	Times     []int64 // milliseconds since 1970; may repeat, and may step back
	Values    []float64
	Windows   []Window // in row order, not overlapping
	Probation int      // rows before this one do not count

	weights []float64 // see windows.go
	window  []int     // index of the window that a row belongs to, or -1
}

// NewFile builds a File from rows and windows in memory and works out what its rows are worth.
func NewFile(dir, name string, times []int64, values []float64, windows []Window) *File {
	n := len(values)
	f := &File{Dir: dir, Name: name, Times: times, Values: values, Windows: windows}
	f.Probation = min(int(probationShare*float64(n)), probationCap)
	f.weigh()
	return f
}

// Path is the name that the label file uses.
func (f *File) Path() string { return f.Dir + "/" + f.Name }

// Load reads a corpus: the label file (in dir or in dir/labels) and every series that it names and
// that is present below dir/data. Series without data are left out, so half a corpus loads too. Files
// come in the order of their names.
func Load(dir string) ([]*File, error) {
	labels, err := loadLabels(dir)
	if err != nil {
		return nil, err
	}
	names := make([]string, 0, len(labels))
	for name := range labels {
		names = append(names, name)
	}
	sort.Strings(names)
	var files []*File
	for _, name := range names {
		f, err := loadFile(filepath.Join(dir, "data"), name, labels[name])
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("%s: no series below data/ that the labels name", dir)
	}
	return files, nil
}

func loadLabels(dir string) (map[string][][2]string, error) {
	var raw []byte
	err := os.ErrNotExist
	for _, sub := range []string{"", "labels"} {
		raw, err = os.ReadFile(filepath.Join(dir, sub, "combined_windows.json"))
		if err == nil {
			break
		}
	}
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("%w in %s", ErrNoCorpus, dir)
	}
	if err != nil {
		return nil, err
	}
	labels := map[string][][2]string{}
	if err := json.Unmarshal(raw, &labels); err != nil {
		return nil, fmt.Errorf("combined_windows.json: %w", err)
	}
	return labels, nil
}

func loadFile(root, name string, bounds [][2]string) (*File, error) {
	in, err := os.Open(filepath.Join(root, filepath.FromSlash(name)))
	if err != nil {
		return nil, err
	}
	defer func() { _ = in.Close() }()
	times, values, err := readRows(in)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	windows, err := findWindows(times, bounds)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	dir, base := filepath.Split(filepath.FromSlash(name))
	return NewFile(filepath.Clean(dir), base, times, values, windows), nil
}

// readRows reads a metric CSV with the header `timestamp,value`.
func readRows(in io.Reader) (times []int64, values []float64, err error) {
	r := csv.NewReader(in)
	r.FieldsPerRecord, r.ReuseRecord = 2, true
	if _, err := r.Read(); err != nil {
		return nil, nil, fmt.Errorf("header: %w", err)
	}
	for {
		rec, err := r.Read()
		if errors.Is(err, io.EOF) {
			return times, values, nil
		}
		if err != nil {
			return nil, nil, err
		}
		t, err := parseTime(rec[0])
		if err != nil {
			return nil, nil, err
		}
		v, err := strconv.ParseFloat(rec[1], 64)
		if err != nil {
			return nil, nil, err
		}
		times, values = append(times, t), append(values, v)
	}
}

// parseTime reads the time stamps of data and labels; the fraction of a second may be missing.
func parseTime(s string) (int64, error) {
	t, err := time.Parse("2006-01-02 15:04:05.999999", s)
	if err != nil {
		return 0, err
	}
	return t.UnixMilli(), nil
}

// findWindows turns time stamps into rows: the first row with exactly that time.
func findWindows(times []int64, bounds [][2]string) ([]Window, error) {
	row := func(s string) (int, error) {
		t, err := parseTime(s)
		if err != nil {
			return 0, err
		}
		for i, at := range times {
			if at == t {
				return i, nil
			}
		}
		return 0, fmt.Errorf("window boundary %s is not the time of a row", s)
	}
	var out []Window
	for _, b := range bounds {
		start, err := row(b[0])
		if err != nil {
			return nil, err
		}
		end, err := row(b[1])
		if err != nil {
			return nil, err
		}
		if end < start {
			return nil, fmt.Errorf("window %s ends before it starts", b[0])
		}
		out = append(out, Window{Start: start, End: end})
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Start < out[j].Start })
	return out, nil
}
