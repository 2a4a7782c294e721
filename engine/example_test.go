package engine_test

import (
	"bytes"
	"context"
	"fmt"
	"log"

	"github.com/cephei-go/cephei/engine"
)

// Metric is an event type of the examples.
type Metric struct {
	Host string  `cephei:"host"`
	CPU  float64 `cephei:"cpu"`
}

func Example() {
	eng, err := engine.New(engine.Config{})
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = eng.Close() }()
	if err := engine.Register[Metric](eng); err != nil {
		log.Fatal(err)
	}
	dep, err := eng.Deploy(context.Background(), `
		@name('hot') select host, avg(cpu) as load from Metric#length(2)
		group by host having avg(cpu) > 90`)
	if err != nil {
		log.Fatal(err)
	}
	dep.Statement("hot").Listen(func(u engine.Update) {
		for _, row := range u.New {
			fmt.Println(row)
		}
	})
	for _, m := range []Metric{{"a", 80}, {"a", 95}, {"a", 97}} {
		if err := eng.Send(&m); err != nil {
			log.Fatal(err)
		}
	}
	// Output:
	// {"host":"a","load":96.0}
}

func ExampleListenAs() {
	eng, _ := engine.New(engine.Config{})
	dep, err := eng.Deploy(context.Background(), `
		create schema Login(user string, ok boolean);
		@name('failed') select user, count(*) as times from Login(not ok) group by user`)
	if err != nil {
		log.Fatal(err)
	}
	type failures struct {
		User  string
		Times int64
	}
	err = engine.ListenAs(dep.Statement("failed"), func(f failures) {
		fmt.Printf("%s failed %d times\n", f.User, f.Times)
	})
	if err != nil {
		log.Fatal(err)
	}
	for range 2 {
		_ = eng.SendMap("Login", map[string]any{"user": "eve", "ok": false})
	}
	_ = eng.SendJSON("Login", []byte(`{"user":"bob","ok":true}`))
	// Output:
	// eve failed 1 times
	// eve failed 2 times
}

func ExampleEngine_Advance() {
	eng, _ := engine.New(engine.Config{})
	dep, err := eng.Deploy(context.Background(), `
		create schema Beat(host string);
		@name('silent') select a.host as host
		from pattern[every a=Beat -> (timer:interval(30 sec) and not Beat(host = a.host))]`)
	if err != nil {
		log.Fatal(err)
	}
	dep.Statement("silent").Listen(func(u engine.Update) { fmt.Println(u.New[0].Get("host"), "is silent") })
	_ = eng.SendMap("Beat", map[string]any{"host": "a"})
	_ = eng.SendMap("Beat", map[string]any{"host": "b"})
	_ = eng.Advance(20_000) // milliseconds
	_ = eng.SendMap("Beat", map[string]any{"host": "a"})
	_ = eng.Advance(30_000)
	// Output:
	// b is silent
}

func ExampleRestore() {
	eng, _ := engine.New(engine.Config{})
	_, err := eng.Deploy(context.Background(), `
		create schema Sale(amount double);
		@name('total') select sum(amount) as total from Sale`, engine.WithName("shop"))
	if err != nil {
		log.Fatal(err)
	}
	_ = eng.SendMap("Sale", map[string]any{"amount": 40.0})
	var saved bytes.Buffer
	if err := eng.Checkpoint(&saved); err != nil {
		log.Fatal(err)
	}

	again, err := engine.Restore(&saved, engine.Config{})
	if err != nil {
		log.Fatal(err)
	}
	again.Deployment("shop").Statement("total").Listen(func(u engine.Update) { fmt.Println(u.New[0]) })
	_ = again.SendMap("Sale", map[string]any{"amount": 2.0})
	// Output:
	// {"total":42.0}
}

// Under a keyed context each key has its own instance of a statement.
func ExampleStatement_Rows_context() {
	eng, _ := engine.New(engine.Config{})
	dep, err := eng.Deploy(context.Background(), `
		create schema Line(host string, text string);
		@hint('partition_max_age=3600') create context PerHost partition by host from Line;
		@name('last') context PerHost select context.key1 as host, window(text) as lines from Line#length(2)`)
	if err != nil {
		log.Fatal(err)
	}
	for _, l := range [][2]string{{"a", "one"}, {"b", "two"}, {"a", "three"}, {"a", "four"}} {
		_ = eng.SendMap("Line", map[string]any{"host": l[0], "text": l[1]})
	}
	for row := range dep.Statement("last").Rows() {
		fmt.Println(row)
	}
	// Output:
	// {"host":"a","lines":["three","four"]}
	// {"host":"b","lines":["two"]}
}
