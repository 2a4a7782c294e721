package query

import (
	"slices"
	"strconv"
	"strings"

	"github.com/cephei-go/cephei/query/ast"
)

// readAnnotations takes from the annotations what the plan itself needs.
func (p *Plan) readAnnotations() error {
	for _, a := range p.Annotations {
		if err := knownAnnotation(a); err != nil {
			return err
		}
		switch strings.ToLower(a.Name) {
		case "priority":
			lit := annotationLiteral(a)
			if lit == nil || lit.Kind != ast.Int {
				return ast.Errorf(a.Pos, "annotation", "@Priority needs a whole number")
			}
			p.Priority = int(lit.Int)
		case "drop":
			if len(a.Args) > 0 {
				return ast.Errorf(a.Pos, "annotation", "@Drop takes no value")
			}
			p.Drop = true
		case "name":
			lit := annotationLiteral(a)
			if lit == nil || lit.Kind != ast.String {
				return ast.Errorf(a.Pos, "annotation", "@name needs a text")
			}
		}
	}
	return nil
}

// annotations are those that are understood; some of Esper's are accepted and mean nothing here.
var annotations = []string{
	"name", "description", "tag", "priority", "drop", "hint", "audit", "iterableunbound", "timeout",
	"eventrepresentation", "public", "protected", "private", "buseventtype", "nolock", "hook",
	"jsonschema", "jsonschemafield", "appliesto",
}

func knownAnnotation(a *ast.Annotation) error {
	if slices.Contains(annotations, strings.ToLower(a.Name)) {
		return nil
	}
	e := ast.Errorf(a.Pos, "annotation", "unknown annotation @%s", a.Name)
	e.Suggestion = suggest(a.Name, annotations)
	return e
}

// text returns the text that an annotation is given, "" when it is absent.
func (p *Plan) text(annotation string) (string, ast.Pos, error) {
	for _, a := range p.Annotations {
		if !strings.EqualFold(a.Name, annotation) {
			continue
		}
		lit := annotationLiteral(a)
		if lit == nil || lit.Kind != ast.String || lit.Text == "" {
			return "", a.Pos, ast.Errorf(a.Pos, "annotation", "@%s needs a text", a.Name)
		}
		return lit.Text, a.Pos, nil
	}
	return "", ast.Pos{}, nil
}

func annotationLiteral(a *ast.Annotation) *ast.Literal {
	if len(a.Args) != 1 {
		return nil
	}
	lit, _ := a.Args[0].Value.(*ast.Literal)
	return lit
}

// hint returns the value of a hint such as `reclaim_group_aged=10`, and whether it is there.
func (p *Plan) hint(name string) (value string, ok bool) {
	for _, a := range p.Annotations {
		lit := annotationLiteral(a)
		if !strings.EqualFold(a.Name, "hint") || lit == nil {
			continue
		}
		for part := range strings.SplitSeq(lit.Text, ",") {
			k, v, _ := strings.Cut(part, "=")
			if strings.EqualFold(strings.TrimSpace(k), name) {
				return strings.TrimSpace(v), true
			}
		}
	}
	return "", false
}

// secondsHint returns a hint's value, a number of seconds, in milliseconds; 0 when it is absent.
func (p *Plan) secondsHint(pos ast.Pos, name string) (int64, error) {
	v, ok := p.hint(name)
	if !ok {
		return 0, nil
	}
	secs, err := strconv.ParseFloat(v, 64)
	if err != nil || secs <= 0 {
		return 0, ast.Errorf(pos, "hint", "hint %s needs a positive number of seconds", name)
	}
	return int64(secs * 1000), nil
}

// countHint returns a hint's value, a positive whole number; 0 when it is absent.
func (p *Plan) countHint(pos ast.Pos, name string) (int, error) {
	v, ok := p.hint(name)
	if !ok {
		return 0, nil
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < 1 {
		return 0, ast.Errorf(pos, "hint", "hint %s needs a positive whole number", name)
	}
	return n, nil
}

func (p *Plan) has(annotation string) bool {
	for _, a := range p.Annotations {
		if strings.EqualFold(a.Name, annotation) {
			return true
		}
	}
	return false
}
