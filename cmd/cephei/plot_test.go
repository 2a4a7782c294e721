package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestPlot draws a metric with labelled windows, and tells what is wrong.
func TestPlot(t *testing.T) {
	const data = "../../internal/picture/testdata"
	out := filepath.Join(t.TempDir(), "out.svg")
	plot := func(args ...string) (int, string, string) {
		var stdout, stderr bytes.Buffer
		code := run(&env{stdout: &stdout, stderr: &stderr}, append([]string{"plot"}, args...))
		return code, stdout.String(), stderr.String()
	}
	code, said, wrong := plot(data+"/requests.csv", "-o", out, "-labels", data+"/windows.json",
		"-key", "web/requests.csv")
	require.Empty(t, wrong)
	require.Equal(t, exitOK, code)
	require.Regexp(t, `480 points, \d+ outside of the band, \d+ alarms, 1 labelled windows`, said)
	svg, err := os.ReadFile(out)
	require.NoError(t, err)
	require.Contains(t, string(svg), "labelled")

	for args, why := range map[[3]string]string{
		{data + "/requests.csv", "-o", "x.gif"}:                     "neither .png nor .svg",
		{data + "/nothing.csv", "-o", out}:                          "no such file",
		{data + "/requests.csv", "-labels", data + "/none"}:         "no such file",
		{data + "/requests.csv", "-detector", "tail"}:               "no detector 'tail'",
		{data + "/requests.csv", "-width", "NaN"}:                   "width and height",
		{data + "/requests.csv", "-value", "cpu"}:                   "no column 'cpu'",
		{data + "/requests.csv", "-alpha", "7"}:                     "",
		{data + "/requests.csv", "-labels", data + "/requests.csv"}: "",
	} {
		code, _, wrong := plot(append(args[:], "-slots", "48")...)
		require.Equal(t, exitFound, code, "%v", args)
		require.Contains(t, wrong, why)
	}
	code, _, _ = plot()
	require.Equal(t, exitUsage, code)
}
