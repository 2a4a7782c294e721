package window

import (
	"math/bits"
	"unsafe"

	"github.com/cephei-go/cephei/event"
)

// places finds where an event stands in a queue: an open-addressing table of addresses, which the
// queue itself keeps alive, so that the garbage collector need not look into it. The order of the
// table hangs on addresses and never shows. 16 bytes an entry, at most three quarters full.
type places struct {
	table []placed
	n     int
}

type placed struct {
	key   uintptr // 0 is free
	place uint64
}

const firstPlaces = 8

func keyOfEvent(ev *event.Event) uintptr { return uintptr(unsafe.Pointer(ev)) }

// home is where a key belongs: addresses are multiples of the size of an event.
func (p *places) home(key uintptr) int {
	hi, lo := bits.Mul64(uint64(key), 0x9E3779B97F4A7C15)
	return int(hi^lo) & (len(p.table) - 1)
}

// seek returns where in the table an event is, or -1.
func (p *places) seek(ev *event.Event) int {
	if p.n == 0 {
		return -1
	}
	key := keyOfEvent(ev)
	for i := p.home(key); ; i = (i + 1) & (len(p.table) - 1) {
		switch p.table[i].key {
		case key:
			return i
		case 0:
			return -1
		}
	}
}

// find returns the place of an event.
func (p *places) find(ev *event.Event) (place uint64, ok bool) {
	i := p.seek(ev)
	if i < 0 {
		return 0, false
	}
	return p.table[i].place, true
}

// put sets the place of an event.
func (p *places) put(ev *event.Event, place uint64) {
	if i := p.seek(ev); i >= 0 {
		p.table[i].place = place
		return
	}
	if 4*(p.n+1) > 3*len(p.table) {
		p.resize(max(firstPlaces, 2*len(p.table)))
	}
	p.n++
	p.insert(placed{keyOfEvent(ev), place})
}

func (p *places) insert(e placed) {
	i := p.home(e.key)
	for p.table[i].key != 0 {
		i = (i + 1) & (len(p.table) - 1)
	}
	p.table[i] = e
}

func (p *places) resize(n int) {
	old := p.table
	p.table = make([]placed, n)
	for _, e := range old {
		if e.key != 0 {
			p.insert(e)
		}
	}
}

// delete takes an event out, if it is there, and moves back what follows, so that there are no holes
// in a probe's way.
func (p *places) delete(ev *event.Event) {
	hole := p.seek(ev)
	if hole < 0 {
		return
	}
	mask := len(p.table) - 1
	p.n--
	for i := (hole + 1) & mask; p.table[i].key != 0; i = (i + 1) & mask {
		if home := p.home(p.table[i].key); (i-home)&mask >= (i-hole)&mask {
			p.table[hole] = p.table[i]
			hole = i
		}
	}
	p.table[hole] = placed{}
	if n := len(p.table); n > shrinkAt && p.n < n/8 {
		p.resize(n / 2)
	}
}

func (p *places) clear() {
	clear(p.table)
	p.n = 0
}

func (p *places) bytes() int { return 16 * len(p.table) }
