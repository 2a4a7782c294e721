package ast

var outputNames = [...]string{
	OutputDefault: "", OutputAll: " all", OutputFirst: " first",
	OutputLast: " last", OutputSnapshot: " snapshot",
}

func (n *Output) print(p *printer) {
	p.put("output")
	if n.After != nil {
		p.put(" after ")
		n.After.print(p)
		p.putIf(n.AfterEvents, " events")
	}
	p.put(outputNames[n.Keyword])
	switch n.Kind {
	case OutputAfterOnly:
	case OutputEveryPeriod, OutputEveryEvents:
		p.put(" every ")
		n.Every.print(p)
		p.putIf(n.Kind == OutputEveryEvents, " events")
	case OutputAt:
		p.put(" at ")
		n.At.print(p)
	case OutputWhen:
		p.put(" when ")
		n.When.print(p)
		p.then(n.Then)
	case OutputWhenTerminated:
		p.put(" ")
		n.Terminated.print(p)
		return
	}
	clause(p, " and ", n.Terminated)
}

func (n *OutputTerminated) print(p *printer) {
	p.put("when terminated")
	clause(p, " and ", n.And)
	p.then(n.Then)
}

// then prints the assignments of an output condition unless there are none.
func (p *printer) then(set []*Assignment) {
	if len(set) > 0 {
		p.put(" then set ")
		list(p, set)
	}
}
