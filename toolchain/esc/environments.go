package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/esc/eval"
	"gopkg.in/yaml.v3"
)

// importRules says who may import what: importer pattern to imported patterns, e.g. `sophia/prod-*`. A `*` stands for
// any characters but `/`. What matches no rule is forbidden.
type importRules map[string][]string

func (r importRules) check() error {
	var bad []error
	for importer, imported := range r {
		for _, pattern := range append([]string{importer}, imported...) {
			if _, err := path.Match(pattern, ""); err != nil {
				bad = append(bad, fmt.Errorf("mayImport: pattern %q: %w", pattern, err))
			}
		}
	}
	return errors.Join(bad...)
}

// allowed gives the patterns that an importer may import.
func (r importRules) allowed(importer string) []string {
	var patterns []string
	for rule, imported := range r {
		if ok, _ := path.Match(rule, importer); ok {
			patterns = append(patterns, imported...)
		}
	}
	slices.Sort(patterns)
	return slices.Compact(patterns)
}

// environments is the evaluator's way to the environments of a request.
type environments struct{ req *request }

// fullName gives an environment's name as Pulumi Cloud resolves it: without project it is in `default`. A version
// (`@3`, `@stable`) is dropped, for the request holds one text of each.
func fullName(name string) string {
	name, _, _ = strings.Cut(name, "@")
	if !strings.Contains(name, "/") {
		return "default/" + name
	}
	return name
}

func (e environments) LoadEnvironment(_ context.Context, name string) ([]byte, eval.Decrypter, error) {
	text, ok := e.req.Environments[fullName(name)]
	if !ok {
		known := strings.Join(slices.Sorted(maps.Keys(e.req.Environments)), ", ")
		return nil, nil, fmt.Errorf("there is no environment %q; there are: %s", fullName(name), known)
	}
	// Asked here because the evaluator's own report of a text that is no YAML does not say which text.
	if err := yaml.Unmarshal([]byte(text), &yaml.Node{}); err != nil {
		return nil, nil, fmt.Errorf("environment %q: %w", fullName(name), err)
	}
	return []byte(text), cloudOnly{}, nil
}

func (e environments) AuthorizeImport(_ context.Context, importer, imported string, _ bool) error {
	if e.req.MayImport == nil {
		return nil
	}
	allowed := e.req.MayImport.allowed(fullName(importer))
	for _, pattern := range allowed {
		if ok, _ := path.Match(pattern, fullName(imported)); ok {
			return nil
		}
	}
	may := "nothing"
	if len(allowed) > 0 {
		may = strings.Join(allowed, ", ")
	}
	return fmt.Errorf("%s may not import %s; it may import: %s", fullName(importer), fullName(imported), may)
}

// cloudOnly opens no sealed secret: Pulumi Cloud keeps the key to itself.
type cloudOnly struct{}

func (cloudOnly) Decrypt(context.Context, []byte) ([]byte, error) {
	return nil, errors.New("only Pulumi Cloud can open this sealed secret")
}
