package main

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/pulumi/pulumi/sdk/v3/go/common/esc"
)

// A request is what to evaluate. An unknown field is refused: a misspelt one would silently change the result.
type request struct {
	// Environments holds each environment's YAML text by its full name, `project/name`.
	Environments map[string]string `json:"environments"`
	// Root is the full name of the environment to evaluate.
	Root string `json:"root"`
	// Check evaluates without opening providers and sealed secrets; what they would give is unknown.
	Check bool `json:"check"`
	// ShowSecrets gives secrets in clear; otherwise each reads `[secret]`.
	ShowSecrets bool `json:"showSecrets"`
	// Context is what `${context...}` reads, apart from currentEnvironment and rootEnvironment, which are the evaluator's.
	Context map[string]any `json:"context"`
	// MayImport lists for each importer which environments it may import. Absent: each may import any.
	MayImport importRules `json:"mayImport"`
	// Opened holds what a provider or a rotator gives, by its name. `{"fn::secret": ...}` makes a part of it secret.
	Opened map[string]any `json:"opened"`
}

func readRequest(in io.Reader) (*request, error) {
	dec := json.NewDecoder(in)
	dec.UseNumber()
	dec.DisallowUnknownFields()
	var req request
	if err := dec.Decode(&req); err != nil {
		return nil, fmt.Errorf("reading the request on stdin: %w", err)
	}
	if _, ok := req.Environments[req.Root]; !ok {
		return nil, fmt.Errorf("root %q is not among the environments of the request", req.Root)
	}
	return &req, req.MayImport.check()
}

// toValue is esc.FromJSON, except that an object whose only key is `fn::secret` becomes a secret.
func toValue(v any) (esc.Value, error) {
	switch v := v.(type) {
	case map[string]any:
		if inner, ok := v["fn::secret"]; ok && len(v) == 1 {
			val, err := toValue(inner)
			return val.MakeSecret(), err
		}
		vals := make(map[string]esc.Value, len(v))
		for k, e := range v {
			val, err := toValue(e)
			if err != nil {
				return esc.Value{}, err
			}
			vals[k] = val
		}
		return esc.NewValue(vals), nil
	case []any:
		vals := make([]esc.Value, len(v))
		for i, e := range v {
			val, err := toValue(e)
			if err != nil {
				return esc.Value{}, err
			}
			vals[i] = val
		}
		return esc.NewValue(vals), nil
	default:
		return esc.FromJSON(v)
	}
}
