package sketch

import (
	"fmt"
	"math"

	"github.com/cephei-go/cephei/stats"
)

// CountMin tells how often any key was seen, in a table of counters that keys share. It is linear:
// what has entered can leave, and tables can be added.
//
//	accuracy  never too low; too high by more than e/width of the total with a probability of
//	          e^-depth
//	order     any; a key that leaves must have entered
//	cost      O(depth) a key, 10 ns at a depth of 4
//	space     4 bytes times width and depth
//	empty     0
//	source    G. Cormode, S. Muthukrishnan, An improved data stream summary, 2005
type CountMin struct {
	rows  [][]uint32
	mask  uint64
	total uint64
}

// maxCells bounds the table.
const maxCells = 1 << 26

// NewCountMin makes a table of depth rows; the width is rounded up to a power of two.
func NewCountMin(width, depth int) *CountMin {
	depth = min(max(depth, 1), 16)
	size := 16
	for size < width && size*depth < maxCells {
		size *= 2
	}
	c := &CountMin{mask: uint64(size - 1)}
	for range depth {
		c.rows = append(c.rows, make([]uint32, size))
	}
	return c
}

// place gives the column of a hash in a row: two halves of it make as many hashes as needed.
func (c *CountMin) place(hash uint64, row int) uint64 {
	return (hash + uint64(row)*(hash>>32|1)) & c.mask
}

// Enter counts a key so many times.
func (c *CountMin) Enter(key string, times uint32) { c.EnterHash(Hash(key), times) }

// EnterHash is Enter for a key whose Hash is known.
func (c *CountMin) EnterHash(hash uint64, times uint32) {
	c.total += uint64(times)
	for i, row := range c.rows {
		cell := &row[c.place(hash, i)]
		if *cell > math.MaxUint32-times {
			*cell = math.MaxUint32
		} else {
			*cell += times
		}
	}
}

// Leave takes back so many of a key's counts.
func (c *CountMin) Leave(key string, times uint32) { c.LeaveHash(Hash(key), times) }

// LeaveHash is Leave for a key whose Hash is known.
func (c *CountMin) LeaveHash(hash uint64, times uint32) {
	c.total -= min(c.total, uint64(times))
	for i, row := range c.rows {
		cell := &row[c.place(hash, i)]
		*cell -= min(*cell, times)
	}
}

// Count is how often a key was seen, or somewhat more.
func (c *CountMin) Count(key string) uint32 { return c.CountHash(Hash(key)) }

// CountHash is Count for a key whose Hash is known.
func (c *CountMin) CountHash(hash uint64) uint32 {
	least := uint32(math.MaxUint32)
	for i, row := range c.rows {
		least = min(least, row[c.place(hash, i)])
	}
	return least
}

// Total is the number of keys inside.
func (c *CountMin) Total() uint64 { return c.total }

// Merge adds a table of the same size.
func (c *CountMin) Merge(o *CountMin) error {
	if len(c.rows) != len(o.rows) || c.mask != o.mask {
		return fmt.Errorf("sketch: count-min tables of different size")
	}
	c.total += o.total
	for i, row := range o.rows {
		for j, n := range row {
			c.rows[i][j] = uint32(min(uint64(c.rows[i][j])+uint64(n), math.MaxUint32))
		}
	}
	return nil
}

// Reset empties the table.
func (c *CountMin) Reset() {
	c.total = 0
	for _, row := range c.rows {
		clear(row)
	}
}

// Save writes the state.
func (c *CountMin) Save(e stats.Encoder) {
	e.Uint64(uint64(len(c.rows)))
	e.Uint64(c.mask)
	e.Uint64(c.total)
	for _, row := range c.rows {
		for _, n := range row {
			e.Uint64(uint64(n))
		}
	}
}

// Load reads what Save wrote into a table of the same size.
func (c *CountMin) Load(d stats.Decoder) error {
	c.Reset()
	if rows, mask := d.Uint64(), d.Uint64(); rows != uint64(len(c.rows)) || mask != c.mask {
		return fmt.Errorf("%w: count-min table of another size (%w)", stats.ErrState, d.Err())
	}
	c.total = d.Uint64()
	for _, row := range c.rows {
		for j := range row {
			row[j] = uint32(d.Uint64())
		}
	}
	return d.Err()
}
