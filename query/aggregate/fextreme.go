package aggregate

import "fmt"

// The filtered forms: fmin(x, f) is min(x, filter: f). They exist because min and max of two
// arguments are functions of the row.
var (
	fminDef     = filteredForm(minDef, "least", "{\"low\":5}", "{\"low\":5}")
	fmaxDef     = filteredForm(maxDef, "greatest", "{\"low\":5}", "{\"low\":7}")
	fmineverDef = filteredForm(mineverDef, "least", "{\"low\":5}", "{\"low\":5}")
	fmaxeverDef = filteredForm(maxeverDef, "greatest", "{\"low\":5}", "{\"low\":7}")
)

func filteredForm(of *Def, which, first, third string) *Def {
	name := "f" + of.Name
	return &Def{
		Name: name,
		Doc: fmt.Sprintf("%s(x, f) is %s(x) of the events for which f is true: the same as "+
			"%s(x, filter: f).", name, of.Name, of.Name),
		Examples: []Example{{"The " + which + " of the values below 9", fmt.Sprintf(`
deploy
create schema Disk(free long);
@name('out') select %s(free, free < 9) as low from Disk#length(3);
----
ok

play
Disk {"free":5}
Disk {"free":12}
Disk {"free":7}
----
1 out new %s
2 out new %s
3 out new %s
`, name, first, first, third)}},
		Compile: func(c Call) (Plan, error) {
			if c.Filter == nil && len(c.Args) < 2 {
				return nil, c.errorf("a filter is needed")
			}
			return of.Compile(c)
		},
	}
}
