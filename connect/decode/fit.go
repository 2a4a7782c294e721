package decode

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/cephei-go/cephei/event"
)

// Fit gives every [Text] among the values the type of its column. An empty text is null in all
// columns but those of strings. What the schema does not declare stays text.
func Fit(values map[string]any, s *event.Schema) error {
	cols := s.Columns()
	for i := range cols {
		text, ok := values[cols[i].Name].(Text)
		if !ok {
			continue
		}
		v, err := typed(string(text), cols[i].Type)
		if err != nil {
			return fmt.Errorf("property '%s' of %s: %w", cols[i].Name, s.Name(), err)
		}
		values[cols[i].Name] = v
	}
	for name, v := range values {
		if text, ok := v.(Text); ok {
			values[name] = string(text)
		}
	}
	return nil
}

// typed reads a text as a value of a type.
func typed(text string, t event.Type) (any, error) {
	switch t.Kind {
	case event.KindString, event.KindEnum, event.KindObject:
		return text, nil
	case event.KindChar:
		if text == "" {
			return nil, nil
		}
		return event.Convert(text, t)
	}
	text = strings.TrimSpace(text)
	if text == "" {
		return nil, nil
	}
	switch t.Kind {
	case event.KindBool:
		return boolean(text)
	case event.KindFloat, event.KindDouble:
		return float(text, t)
	case event.KindDate, event.KindCalendar, event.KindLocal:
		if n, err := strconv.ParseInt(text, 10, 64); err == nil {
			return event.Convert(n, t)
		}
		return event.Convert(text, t)
	case event.KindByte, event.KindShort, event.KindInt, event.KindLong, event.KindBigInt,
		event.KindBigDec:
		v, err := event.Convert(json.Number(strings.TrimPrefix(text, "+")), t)
		if err != nil {
			return nil, fmt.Errorf("'%s' is no %s", short(text), t)
		}
		return v, nil
	}
	return nested(text, t)
}

func boolean(text string) (any, error) {
	switch strings.ToLower(text) {
	case "true", "t", "1", "yes":
		return true, nil
	case "false", "f", "0", "no":
		return false, nil
	}
	return nil, fmt.Errorf("'%s' is no boolean", short(text))
}

func float(text string, t event.Type) (any, error) {
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return nil, fmt.Errorf("'%s' is no %s", short(text), t)
	}
	return event.Convert(f, t)
}

// nested reads arrays, maps and nested events from JSON inside the text.
func nested(text string, t event.Type) (any, error) {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil || d.More() {
		return nil, fmt.Errorf("'%s' is no %s in JSON", short(text), t)
	}
	return event.Convert(v, t)
}

// short cuts a text for a message.
func short(s string) string {
	const most = 40
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "..."
	}
	return s
}
