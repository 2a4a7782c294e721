package anomaly

import (
	"fmt"

	"github.com/cephei-go/cephei/stats"
)

// damaged says that a saved state does not fit.
func damaged(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{stats.ErrState}, args...)...)
}

// loadCount reads a count and checks it against a limit.
func loadCount(d stats.Decoder, limit int) (int, error) {
	n := d.Uint64()
	if err := d.Err(); err != nil {
		return 0, err
	}
	if n > uint64(limit) {
		return 0, damaged("count %d, at most %d", n, limit)
	}
	return int(n), nil
}

// saveAll and loadAll handle the parts of a detector in order.
func saveAll(e stats.Encoder, parts ...stats.State) {
	for _, p := range parts {
		p.Save(e)
	}
}

func loadAll(d stats.Decoder, parts ...stats.State) error {
	for _, p := range parts {
		if err := p.Load(d); err != nil {
			return err
		}
	}
	return nil
}
