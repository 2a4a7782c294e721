package cephei_test

import (
	"context"
	"fmt"
	"log"

	"github.com/cephei-go/cephei/engine"
)

// Metric is the event of the example.
type Metric struct {
	Host string  `cephei:"host"`
	CPU  float64 `cephei:"cpu"`
}

// Example is the program that README.md shows.
func Example() {
	eng, err := engine.New(engine.Config{})
	if err != nil {
		log.Fatal(err)
	}
	if err := engine.Register[Metric](eng); err != nil {
		log.Fatal(err)
	}
	dep, err := eng.Deploy(context.Background(), `
		@name('hot') select host, avg(cpu) as load from Metric#length(3)
		group by host having count(*) = 3 and avg(cpu) > 90`)
	if err != nil {
		log.Fatal(err)
	}
	dep.Statement("hot").Listen(func(u engine.Update) {
		fmt.Println(u.New[0])
	})
	for _, cpu := range []float64{20, 88, 93, 95, 97} {
		if err := eng.Send(&Metric{Host: "web1", CPU: cpu}); err != nil {
			log.Fatal(err)
		}
	}
	// Output:
	// {"host":"web1","load":92.0}
	// {"host":"web1","load":95.0}
}
