package keys

const firstTable = 8

// The probes below are one loop written for each form of key, since a function value or an
// interface in it would cost as much as the rest.

func (s *Set) findWord(v int64, h uint32) (uint32, bool) {
	if len(s.table) == 0 {
		return 0, false
	}
	mask := uint32(len(s.table) - 1)
	for i := h & mask; ; i = (i + 1) & mask {
		e := s.table[i]
		if e == 0 {
			return 0, false
		}
		if n := uint32(e) - 1; uint32(e>>32) == h && s.words[n] == v {
			return n, true
		}
	}
}

func (s *Set) findStr(v string, h uint32) (uint32, bool) {
	if len(s.table) == 0 {
		return 0, false
	}
	mask := uint32(len(s.table) - 1)
	for i := h & mask; ; i = (i + 1) & mask {
		e := s.table[i]
		if e == 0 {
			return 0, false
		}
		if n := uint32(e) - 1; uint32(e>>32) == h && s.strs[n] == v {
			return n, true
		}
	}
}

// findBytes looks for the key in s.buf.
func (s *Set) findBytes(h uint32) (uint32, bool) {
	if len(s.table) == 0 {
		return 0, false
	}
	mask := uint32(len(s.table) - 1)
	for i := h & mask; ; i = (i + 1) & mask {
		e := s.table[i]
		if e == 0 {
			return 0, false
		}
		if n := uint32(e) - 1; uint32(e>>32) == h && s.strs[n] == string(s.buf) {
			return n, true
		}
	}
}

// insert puts a number that is not there into the table, which is at most three quarters full.
func (s *Set) insert(h, n uint32) {
	if 4*(s.used+1) > 3*len(s.table) {
		s.grow()
	}
	s.used++
	place(s.table, uint64(h)<<32|uint64(n+1))
}

func place(table []uint64, e uint64) {
	mask := uint32(len(table) - 1)
	i := uint32(e>>32) & mask
	for table[i] != 0 {
		i = (i + 1) & mask
	}
	table[i] = e
}

func (s *Set) grow() {
	table := make([]uint64, max(firstTable, 2*len(s.table)))
	for _, e := range s.table {
		if e != 0 {
			place(table, e)
		}
	}
	s.table = table
}

// unlink takes a number out and moves what follows back towards its home, so that no probe meets
// a hole that was not there before (Knuth, vol. 3, 6.4, algorithm R).
func (s *Set) unlink(h, n uint32) {
	mask := uint32(len(s.table) - 1)
	hole := h & mask
	for s.table[hole] != uint64(h)<<32|uint64(n+1) {
		hole = (hole + 1) & mask
	}
	s.used--
	for i := hole; ; {
		i = (i + 1) & mask
		e := s.table[i]
		if e == 0 {
			break
		}
		home := uint32(e>>32) & mask
		if (i-home)&mask >= (i-hole)&mask { // the hole lies between home and i
			s.table[hole] = e
			hole = i
		}
	}
	s.table[hole] = 0
}
