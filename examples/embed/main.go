// Command embed shows the engine inside a program: structs go in, from several goroutines at once,
// and rows come out as structs.
package main

import (
	"context"
	_ "embed"
	"fmt"
	"io"
	"log"
	"maps"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/cephei-go/cephei/engine"
)

//go:embed rules.epl
var rules string

// Request is the event. A time.Duration is a number of milliseconds in the rules.
type Request struct {
	Server string        `cephei:"server"`
	Path   string        `cephei:"path"`
	Status int           `cephei:"status"`
	Took   time.Duration `cephei:"took"`
}

// Load is a row of the statement 'load'. Its fields take the columns of their names.
type Load struct {
	Server   string
	Requests int64
	Median   float64
	P99      float64
	Slowest  time.Duration
}

// Failure is a row of the statement 'failures'.
type Failure struct {
	Server string
	Path   string
}

func main() {
	if err := run(os.Stdout, os.Args[1:]); err != nil {
		log.Fatal(err)
	}
}

const servers, requests = 4, 2500

func run(w io.Writer, _ []string) error {
	eng, err := engine.New(engine.Config{})
	if err != nil {
		return err
	}
	if err := engine.Register[Request](eng); err != nil {
		return err
	}
	dep, err := eng.Deploy(context.Background(), rules)
	if err != nil {
		return err
	}
	failures, err := listen(w, dep)
	if err != nil {
		return err
	}
	if err := serve(eng); err != nil {
		return err
	}
	// The clock moves when the program says so: the minute is over, and the batch comes out.
	if err := eng.Advance(60_000); err != nil {
		return err
	}
	for _, path := range slices.Sorted(maps.Keys(failures)) {
		fmt.Fprintf(w, "%d failures of %s\n", failures[path], path)
	}
	return nil
}

// listen prints the load of each server and counts the failures of each path. Whether the structs
// suit the statements is checked here and now. Listeners run one at a time, whatever the number of
// senders: the map needs no lock.
func listen(w io.Writer, dep *engine.Deployment) (failures map[string]int, err error) {
	failures = make(map[string]int)
	err = engine.ListenAs(dep.Statement("failures"), func(f Failure) { failures[f.Path]++ })
	if err != nil {
		return nil, err
	}
	return failures, engine.ListenAs(dep.Statement("load"), func(l Load) {
		fmt.Fprintf(w, "%s: %d requests, median %.0f ms, 99th percentile %.0f ms, slowest %v\n",
			l.Server, l.Requests, l.Median, l.P99, l.Slowest)
	})
}

// serve sends the requests of all servers, each server's on a goroutine of its own. A sender saves
// the look-up of the type.
func serve(eng *engine.Engine) error {
	sender, err := engine.SenderFor[Request](eng)
	if err != nil {
		return err
	}
	errs := make([]error, servers)
	var all sync.WaitGroup
	for s := range servers {
		all.Go(func() {
			for i := range requests {
				if errs[s] = sender.Send(request(s, i)); errs[s] != nil {
					return
				}
			}
		})
	}
	all.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// request makes up a request: a slow one now and then, and a failure.
func request(server, i int) *Request {
	r := &Request{
		Server: fmt.Sprintf("web%d", server+1), Path: "/cart", Status: 200,
		Took: time.Duration(10+(i*7+server*3)%40) * time.Millisecond,
	}
	if i%90 == server {
		r.Took += 400 * time.Millisecond
	}
	if i%500 == 100*server {
		r.Path, r.Status = "/pay", 502
	}
	return r
}
