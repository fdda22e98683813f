// Command sophia-esc evaluates Pulumi ESC environments with Pulumi's own evaluator, without Pulumi Cloud.
//
// One JSON request comes in on stdin and one JSON answer goes out on stdout, so that no secret is ever a process
// argument. Mistakes in an environment are data (`diagnostics`) and the exit code is 0; any other exit code means that
// the request could not be read or the answer not written.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
)

func main() {
	if err := run(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "sophia-esc:", err)
		os.Exit(1)
	}
}

func run(in io.Reader, out io.Writer) error {
	req, err := readRequest(in)
	if err != nil {
		return err
	}
	ans, err := evaluate(context.Background(), req)
	if err != nil {
		return err
	}
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	return enc.Encode(ans)
}
