// Command quickstart is the smallest program: one rule, five events, one alarm.
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"os"

	"github.com/cephei-go/cephei/engine"
)

// Metric is the event. Its fields are the properties that rules name.
type Metric struct {
	Host string  `cephei:"host"`
	CPU  float64 `cephei:"cpu"`
}

const rule = `
	@name('hot') select host, avg(cpu) as load
	from Metric#length(3) group by host having count(*) = 3 and avg(cpu) > 90`

func main() {
	if err := run(os.Stdout, os.Args[1:]); err != nil {
		log.Fatal(err)
	}
}

func run(w io.Writer, _ []string) error {
	eng, err := engine.New(engine.Config{})
	if err != nil {
		return err
	}
	if err := engine.Register[Metric](eng); err != nil {
		return err
	}
	dep, err := eng.Deploy(context.Background(), rule)
	if err != nil {
		return err
	}
	dep.Statement("hot").Listen(func(u engine.Update) {
		for _, row := range u.New {
			fmt.Fprintln(w, row)
		}
	})
	for _, cpu := range []float64{20, 88, 93, 95, 97} {
		if err := eng.Send(&Metric{Host: "web1", CPU: cpu}); err != nil {
			return err
		}
	}
	return nil
}
