package crontab

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/cephei-go/cephei/query/ast"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func num(n int) ast.Expr                     { return &ast.Literal{Kind: ast.Int, Int: int64(n)} }
func text(s string) ast.Expr                 { return &ast.Literal{Kind: ast.String, Text: s} }
func every(n int) ast.Expr                   { return &ast.CronStep{Every: num(n)} }
func span(a, b int) ast.Expr                 { return &ast.CronRange{Low: num(a), High: num(b)} }
func list(x ...ast.Expr) ast.Expr            { return &ast.CronList{Items: x} }
func cal(k ast.CronDayKind) ast.Expr         { return &ast.CronDay{Kind: k} }
func calN(k ast.CronDayKind, n int) ast.Expr { return &ast.CronDay{Kind: k, N: num(n)} }

var star = &ast.Star{}

func at(s string) int64 {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return t.UnixMilli()
}

// The days are those of Esper's answers to the same fields, from 30 January 2026 on.
func TestDays(t *testing.T) {
	tests := []struct {
		name   string
		fields []ast.Expr
		want   []string
	}{
		{
			"monday to friday",
			[]ast.Expr{num(0), num(9), star, star, span(1, 5)},
			[]string{"2026-02-02", "2026-02-03", "2026-02-04"},
		},
		{
			"sunday",
			[]ast.Expr{num(0), num(9), star, star, num(0)},
			[]string{"2026-02-01", "2026-02-08", "2026-02-15"},
		},
		{
			"last day",
			[]ast.Expr{num(0), num(9), cal(ast.LastDay), star, star},
			[]string{"2026-01-31", "2026-02-28", "2026-03-31"},
		},
		{
			"last friday",
			[]ast.Expr{num(0), num(9), star, star, calN(ast.LastDay, 5)},
			[]string{"2026-02-27", "2026-03-27"},
		},
		{
			"weekday near the 15th",
			[]ast.Expr{num(0), num(9), calN(ast.NearWeekday, 15), star, star},
			[]string{"2026-02-16", "2026-03-16", "2026-04-15"},
		},
		{
			"last weekday",
			[]ast.Expr{num(0), num(9), cal(ast.LastWeekday), star, star},
			[]string{"2026-02-27", "2026-03-31"},
		},
		{
			"a day of a month",
			[]ast.Expr{num(0), num(9), num(1), num(2), star},
			[]string{"2026-02-01", "2027-02-01"},
		},
		{
			"leap day",
			[]ast.Expr{num(0), num(9), num(29), num(2), star},
			[]string{"2028-02-29", "2032-02-29"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, err := Parse(tt.fields, nil)
			require.NoError(t, err)
			now := at("2026-01-30T10:00:00Z")
			for _, want := range tt.want {
				next, ok := s.Next(now, time.UTC)
				require.True(t, ok)
				assert.Equal(t, at(want+"T09:00:00Z"), next)
				now = next
			}
		})
	}
}

func TestNever(t *testing.T) {
	s, err := Parse([]ast.Expr{num(0), num(0), num(30), num(2), star}, nil)
	require.NoError(t, err)
	_, ok := s.Next(0, time.UTC)
	assert.False(t, ok)
}

func TestZoneOfField(t *testing.T) {
	s, err := Parse([]ast.Expr{num(0), num(9), star, star, star, num(0), text("Asia/Tokyo")}, nil)
	require.NoError(t, err)
	next, _ := s.Next(at("2026-03-01T20:00:00Z"), time.UTC)
	assert.Equal(t, int64(1772409600000), next)
	z, err := Zone("GMT+5:30")
	require.NoError(t, err)
	assert.Equal(t, 5*3600+1800, offset(z))
}

func offset(z *time.Location) int { _, o := time.Unix(0, 0).In(z).Zone(); return o }

func TestSummerTime(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	daily, _ := Parse([]ast.Expr{num(30), num(2), star, star, star}, nil)
	next, _ := daily.Next(at("2026-03-28T12:00:00Z"), berlin)
	assert.Equal(t, at("2026-03-29T03:30:00+02:00"), next, "the hour that is left out")
	next, _ = daily.Next(at("2026-10-25T02:30:00+02:00"), berlin)
	assert.Equal(t, at("2026-10-26T02:30:00+01:00"), next, "the hour lived twice")
	quarter, _ := Parse([]ast.Expr{every(15), star, star, star, star}, nil)
	next, _ = quarter.Next(at("2026-10-25T02:45:00+02:00"), berlin)
	assert.Equal(t, at("2026-10-25T02:00:00+01:00"), next)
}

func TestInvalid(t *testing.T) {
	for _, f := range [][]ast.Expr{
		{num(5)},
		{num(60), star, star, star, star},
		{star, num(24), star, star, star},
		{star, star, num(1), star, num(1)},
		{star, star, star, star, star, star, num(-1)},
		{text("a"), star, star, star, star},
		{star, star, star, num(13), star},
		{star, star, num(0), star, star},
		{star, span(5, 3), star, star, star},
		{every(0), star, star, star, star},
		{star, star, star, star, cal(ast.LastWeekday)},
		{star, star, star, star, star, star, text("Mars/Olympus")},
		{list(), star, star, star, star},
	} {
		_, err := Parse(f, nil)
		assert.Error(t, err, "%v", f)
	}
}

// twin looks at every instant, one by one.
func twin(s *Spec, after int64) (int64, bool) {
	for ms := floor(after, s.grainMs) + s.grainMs; ms < after+40*86_400_000; ms += s.grainMs {
		t := time.UnixMilli(ms).UTC()
		y, m, d := t.Date()
		if s.fields[month].has(int(m)) && s.day(y, m, d) && s.fields[hour].has(t.Hour()) &&
			s.fields[minute].has(t.Minute()) && (s.grainMs > 1000 || s.fields[second].has(t.Second())) {
			return ms, true
		}
	}
	return 0, false
}

func TestAgreesWithTwin(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	pick := func(u int) ast.Expr {
		lo, hi := units[u].lo, units[u].hi
		v := lo + r.IntN(hi-lo+1)
		switch r.IntN(5) {
		case 0:
			return num(v)
		case 1:
			return span(v, v+r.IntN(hi-v+1))
		case 2:
			return list(num(v), num(lo+r.IntN(hi-lo+1)))
		case 3:
			return every(1 + r.IntN(hi/2))
		}
		return star
	}
	for i := range 300 {
		f := []ast.Expr{pick(minute), pick(hour), pick(day), star, star}
		if r.IntN(2) == 0 {
			f[2], f[4] = star, pick(weekday)
		}
		if r.IntN(4) == 0 {
			f = append(f, pick(second))
		}
		s, err := Parse(f, nil)
		require.NoError(t, err)
		now := r.Int64N(2e12) - 1e11
		want, found := twin(s, now)
		if !found {
			continue
		}
		got, ok := s.Next(now, time.UTC)
		require.True(t, ok)
		require.Equal(t, want, got, "%d: %s after %d", i, fmt.Sprint(f), now)
	}
}

func TestRepeat(t *testing.T) {
	sec := func(xs ...int64) []int64 {
		for i := range xs {
			xs[i] *= 1000
		}
		return xs
	}
	tests := []struct {
		iso   string
		begun int64
		want  []int64
	}{
		{"R3/1970-01-01T00:00:10Z/PT10S", 0, sec(10, 20, 30)},
		{"1970-01-01T00:00:25Z", 0, sec(25)},
		{"PT15S", 0, sec(15)},
		{"R4/1970-01-01T00:00:10Z/PT10S", 25000, sec(30, 40)},
		{"1970-01-01T00:00:10Z", 25000, nil},
		{"R2/PT10S", 5000, sec(15, 25)},
		{"R2/1970-01-31T00:00:00Z/P1M", 0, []int64{30 * 86_400_000, 58 * 86_400_000}},
		{"R0/PT10S", 0, nil},
	}
	for _, tt := range tests {
		r, err := ParseRepeat(tt.iso)
		require.NoError(t, err, tt.iso)
		var got []int64
		now, i := tt.begun, int64(0)
		for range 10 {
			n, ms, ok := r.Next(i, tt.begun, now, time.UTC)
			if !ok {
				break
			}
			got = append(got, ms)
			now, i = ms, n+1
		}
		assert.Equal(t, tt.want, got, tt.iso)
	}
	r, err := ParseRepeat("R/1970-01-01T00:00:05Z/PT20S")
	require.NoError(t, err)
	_, ms, ok := r.Next(0, 0, 1e12, time.UTC)
	assert.True(t, ok)
	assert.Equal(t, int64(1e12+5000), ms)
}

func TestISOInvalid(t *testing.T) {
	for _, s := range []string{
		"", "nonsense", "R3", "R3/1970-01-01T00:00:10Z", "P", "PT", "PT5", "P5S",
		"PT5S/PT5S", "R-1/PT5S", "P1.5M", "PT1S1M", "R2147483648/PT1S",
	} {
		_, err := ParseRepeat(s)
		assert.Error(t, err, s)
	}
	d, err := ParseDuration("P1Y2M1W2DT3H4M5.5S")
	require.NoError(t, err)
	assert.Equal(t, Duration{Months: 14, Days: 9, Ms: 3*3_600_000 + 4*60_000 + 5500}, d)
}

func FuzzRepeat(f *testing.F) {
	f.Add("R3/1970-01-01T00:00:10Z/PT10S", int64(0), int64(1e12))
	f.Add("R2147483647/0001-01-01T00:00:00Z/P999999999Y", int64(5), int64(1)<<60)
	f.Fuzz(func(t *testing.T, s string, begun, now int64) {
		const far = 1 << 50
		r, err := ParseRepeat(s)
		if err != nil || begun > far || begun < -far || now > far || now < -far {
			return
		}
		if _, ms, ok := r.Next(0, begun, now, time.UTC); ok && ms <= now {
			t.Errorf("%q gives %d, not after %d", s, ms, now)
		}
	})
}
