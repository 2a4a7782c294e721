package sketch

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/cephei-go/cephei/stats"
)

// TopK finds the most frequent keys of a stream with a fixed number of counters: a key that has
// none takes over the counter of the least frequent one, and its count as a possible error.
//
//	accuracy  a count is at most Error too high and never too low; every key more frequent than
//	          total/capacity has a counter
//	order     any; nothing can leave: see Panes for windows
//	cost      O(log capacity) a key, 40 to 120 ns
//	space     about 100 bytes a counter, and its key
//	empty     no entries
//	source    A. Metwally, D. Agrawal, A. El Abbadi, Efficient computation of frequent and top-k
//	          elements in data streams, 2005 (space-saving)
type TopK struct {
	capacity int
	entries  []entry        // in the order in which counters were first used
	heap     []int          // entries by count, least first
	index    map[string]int // key to entry
	total    uint64
}

type entry struct {
	key   string
	count uint64
	err   uint64
	at    int // place in the heap
}

// Entry is a frequent key.
type Entry struct {
	Key   string
	Count uint64 // at least the true count
	Error uint64 // at most so much too high
}

// maxCapacity bounds the counters of a TopK.
const maxCapacity = 1 << 20

// maxKeyLen bounds the key of a counter; longer ones are cut.
const maxKeyLen = 1 << 12

// NewTopK makes a sketch of the given number of counters, 1 at least. Ten times as many as are
// wanted make the answer exact for most data.
func NewTopK(capacity int) *TopK {
	capacity = min(max(capacity, 1), maxCapacity)
	return &TopK{capacity: capacity, index: make(map[string]int)}
}

// Add counts a key once.
func (t *TopK) Add(key string) { t.AddWeight(key, 1) }

// AddWeight counts a key so many times.
func (t *TopK) AddWeight(key string, weight uint64) {
	if len(key) > maxKeyLen {
		key = strings.Clone(key[:maxKeyLen])
	}
	t.total += weight
	i, ok := t.index[key]
	switch {
	case ok:
		t.entries[i].count += weight
		t.down(t.entries[i].at)
	case len(t.entries) < t.capacity:
		t.insert(entry{key: key, count: weight})
	default:
		i = t.heap[0]
		e := &t.entries[i]
		delete(t.index, e.key)
		t.index[key] = i
		e.key, e.err = key, e.count
		e.count += weight
		t.down(0)
	}
}

func (t *TopK) insert(e entry) {
	i := len(t.entries)
	e.at = len(t.heap)
	t.entries = append(t.entries, e)
	t.heap = append(t.heap, i)
	t.index[e.key] = i
	t.up(e.at)
}

// less orders the heap; of equal counts the older counter goes first.
func (t *TopK) less(i, j int) bool {
	a, b := t.heap[i], t.heap[j]
	if t.entries[a].count != t.entries[b].count {
		return t.entries[a].count < t.entries[b].count
	}
	return a < b
}

func (t *TopK) swap(i, j int) {
	t.heap[i], t.heap[j] = t.heap[j], t.heap[i]
	t.entries[t.heap[i]].at = i
	t.entries[t.heap[j]].at = j
}

func (t *TopK) up(i int) {
	for i > 0 && t.less(i, (i-1)/2) {
		t.swap(i, (i-1)/2)
		i = (i - 1) / 2
	}
}

func (t *TopK) down(i int) {
	for {
		least := i
		for child := 2*i + 1; child <= 2*i+2 && child < len(t.heap); child++ {
			if t.less(child, least) {
				least = child
			}
		}
		if least == i {
			return
		}
		t.swap(i, least)
		i = least
	}
}

// Count is the count of a key, and how much of it may be an error; for a key without a counter
// it is the least count of all, all of it error.
func (t *TopK) Count(key string) (count, err uint64) {
	if len(key) > maxKeyLen {
		key = key[:maxKeyLen]
	}
	if i, ok := t.index[key]; ok {
		return t.entries[i].count, t.entries[i].err
	}
	if len(t.entries) < t.capacity {
		return 0, 0
	}
	least := t.entries[t.heap[0]].count
	return least, least
}

// Top gives the k most frequent keys, the most frequent first; equal ones in order of the key.
func (t *TopK) Top(k int) []Entry {
	all := make([]Entry, len(t.entries))
	for i, e := range t.entries {
		all[i] = Entry{e.key, e.count, e.err}
	}
	slices.SortFunc(all, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Key, b.Key))
	})
	return all[:min(max(k, 0), len(all))]
}

// Total is the number of keys counted.
func (t *TopK) Total() uint64 { return t.total }

// Merge adds the counts of another sketch. Errors add up: a key without a counter in one of them
// may have had as many as its least count.
func (t *TopK) Merge(o *TopK) error {
	if t == o {
		return fmt.Errorf("sketch: a TopK cannot be merged with itself")
	}
	total := t.total + o.total
	missing, mine := o.least(), t.least()
	for i := range t.entries {
		e := &t.entries[i]
		if j, ok := o.index[e.key]; ok {
			e.count += o.entries[j].count
			e.err += o.entries[j].err
		} else {
			e.count += missing
			e.err += missing
		}
	}
	merged := t.entries
	for _, e := range o.entries {
		if _, ok := t.index[e.key]; !ok {
			merged = append(merged, entry{key: e.key, count: e.count + mine, err: e.err + mine})
		}
	}
	slices.SortStableFunc(merged, func(a, b entry) int {
		return cmp.Or(cmp.Compare(b.count, a.count), cmp.Compare(a.key, b.key))
	})
	merged = merged[:min(len(merged), t.capacity)]
	t.Reset()
	t.total = total
	for _, e := range merged {
		t.insert(e)
	}
	return nil
}

// least is the count a key without a counter may have had.
func (t *TopK) least() uint64 {
	if len(t.entries) < t.capacity {
		return 0
	}
	return t.entries[t.heap[0]].count
}

// Reset forgets all keys.
func (t *TopK) Reset() {
	t.entries, t.heap, t.total = nil, t.heap[:0], 0
	clear(t.index)
}

// Save writes the state.
func (t *TopK) Save(e stats.Encoder) {
	e.Uint64(t.total)
	e.Uint64(uint64(len(t.entries)))
	for _, x := range t.entries {
		e.String(x.key)
		e.Uint64(x.count)
		e.Uint64(x.err)
	}
}

// Load reads what Save wrote into a sketch of the same capacity.
func (t *TopK) Load(d stats.Decoder) error {
	t.Reset()
	total, n := d.Uint64(), d.Uint64()
	if n > uint64(t.capacity) {
		return fmt.Errorf("%w: %d counters where %d fit", stats.ErrState, n, t.capacity)
	}
	for range n {
		x := entry{key: d.String(), count: d.Uint64(), err: d.Uint64()}
		if err := d.Err(); err != nil {
			return err
		}
		if _, ok := t.index[x.key]; ok {
			return fmt.Errorf("%w: a key with two counters", stats.ErrState)
		}
		t.insert(x)
	}
	t.total = total
	return d.Err()
}
