package filter

import (
	"strings"

	"github.com/cephei-go/cephei/event"
)

// words finds those of many texts that occur anywhere in the value of a column: one pass over the
// value for all of them. What stands at a place is looked up by a hash of its first four bytes (of
// shorter words all of theirs), and only words that begin like it are compared; a place costs a
// nanosecond or two, however many words there are. A few words are searched for one by one, which is
// quicker then.
//
// Words whose last entry has gone stay until there are many of them, since the atoms of patterns
// come and go with every event.
type words struct {
	by    map[string]*word
	list  []*word
	grams [gramBytes]grams // by length less one
	turn  uint64           // passes so far
	idle  int              // words without entry
	ended func()           // is told when a word has lost its last entry; may be nil
}

// word is the bucket of a text.
type word struct {
	bucket
	text string
	turn uint64 // pass in which it was found last
}

// grams finds words by their first bytes.
type grams struct {
	heads []int32 // by hash: 1 + place of the first word; 0 is none
	words []*word
	next  []int32 // beside words: 1 + place of another with the same hash
	shift uint32  // of the hash
}

const (
	gramBytes  = 4
	fewWords   = 5   // are searched for one by one
	firstGrams = 256 // places of a new table
	roomFactor = 8   // places of a table for each word, so that few are taken
)

// bucket returns the bucket of a text.
func (w *words) bucket(text string) *bucket {
	if x := w.by[text]; x != nil {
		if len(x.entries) == 0 {
			w.idle--
		}
		return &x.bucket
	}
	if w.by == nil {
		w.by = make(map[string]*word)
	}
	x := &word{text: text}
	x.empty = w.retire
	w.by[text] = x
	w.list = append(w.list, x)
	w.gramsOf(x).add(x)
	return &x.bucket
}

func (w *words) gramsOf(x *word) *grams { return &w.grams[min(len(x.text), gramBytes)-1] }

// retire notes that a word has lost its last entry.
func (w *words) retire() {
	if w.ended != nil {
		w.ended()
	}
	const some = 16
	if w.idle++; w.idle < some || 2*w.idle < len(w.list) {
		return
	}
	live := w.list
	w.by, w.list, w.grams, w.idle = make(map[string]*word), nil, [gramBytes]grams{}, 0
	for _, x := range live {
		if len(x.entries) > 0 {
			w.by[x.text] = x
			w.list = append(w.list, x)
			w.gramsOf(x).add(x)
		}
	}
}

// match appends the accepting entries of all words in v.
func (w *words) match(v string, ev *event.Event, out []*Entry) []*Entry {
	if len(w.list) <= fewWords {
		for _, x := range w.list {
			if len(x.entries) > 0 && strings.Contains(v, x.text) {
				out = appendAccepting(out, &x.bucket, ev)
			}
		}
		return out
	}
	w.turn++
	for i := range w.grams {
		if g := &w.grams[i]; len(g.words) > 0 {
			out = g.match(i+1, w.turn, v, ev, out)
		}
	}
	return out
}

// match goes through v with a window of n bytes.
func (g *grams) match(n int, turn uint64, v string, ev *event.Event, out []*Entry) []*Entry {
	if len(v) < n {
		return out
	}
	last, drop := uint32(0), uint32(8*(gramBytes-n))&31
	for i := range n - 1 {
		last = last>>8 | uint32(v[i])<<24
	}
	heads, shift := g.heads, g.shift&31
	for i := n - 1; i < len(v); i++ {
		last = last>>8 | uint32(v[i])<<24
		at := heads[int(hashGram(last>>drop)>>shift)&(len(heads)-1)]
		for ; at != 0; at = g.next[at-1] {
			if x := g.words[at-1]; x.turn != turn && strings.HasPrefix(v[i-n+1:], x.text) {
				x.turn = turn
				out = appendAccepting(out, &x.bucket, ev)
			}
		}
	}
	return out
}

func hashGram(gram uint32) uint32 { return gram * 0x9e3779b1 }

// add takes a word in.
func (g *grams) add(x *word) {
	g.words, g.next = append(g.words, x), append(g.next, 0)
	if roomFactor*len(g.words) <= len(g.heads) {
		g.link(len(g.words) - 1)
		return
	}
	size := max(firstGrams, 2*len(g.heads))
	g.heads, g.shift = make([]int32, size), 32
	for n := size; n > 1; n /= 2 {
		g.shift--
	}
	for i := range g.words {
		g.link(i)
	}
}

// link puts a word before the others with its hash.
func (g *grams) link(i int) {
	gram, text := uint32(0), g.words[i].text
	n := min(len(text), gramBytes)
	for k := range n {
		gram |= uint32(text[k]) << (8 * k)
	}
	h := hashGram(gram) >> g.shift
	g.next[i], g.heads[h] = g.heads[h], int32(i+1)
}

// Word is a text that a column must contain.
type Word struct {
	Column *event.Column
	Text   string
}

// search is what the entries of a bucket ask for besides the key: words, found in one pass for all
// entries with that key.
type search struct {
	columns []searched
	live    int // words with entries
}

type searched struct {
	col   *event.Column
	words *words
}

// within returns the bucket of those who ask for a word besides the key of b; b itself for none.
func (b *bucket) within(w *Word) *bucket {
	if w == nil {
		return b
	}
	s := b.search
	if s == nil {
		s = &search{}
		b.search = s
	}
	found := s.of(b, w.Column).bucket(w.Text)
	if len(found.entries) == 0 {
		s.live++
	}
	return found
}

// of returns the words that are looked for in a column.
func (s *search) of(b *bucket, col *event.Column) *words {
	for i := range s.columns {
		if s.columns[i].col == col {
			return s.columns[i].words
		}
	}
	w := &words{ended: func() {
		if s.live--; s.live > 0 {
			return
		}
		if b.search = nil; len(b.entries) == 0 && b.empty != nil {
			b.empty()
		}
	}}
	s.columns = append(s.columns, searched{col, w})
	return w
}

func (s *search) match(ev *event.Event, out []*Entry) []*Entry {
	for i := range s.columns {
		c := &s.columns[i]
		if v, ok := ev.Str(c.col); ok {
			out = c.words.match(v, ev, out)
		}
	}
	return out
}
