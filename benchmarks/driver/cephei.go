package driver

import (
	"errors"

	"github.com/cephei-go/cephei/benchmarks/workload"
)

func newCephei(*workload.Workload, *workload.Sum) (Driver, error) {
	return nil, &PendingError{errors.New("the engine is not there yet")}
}
