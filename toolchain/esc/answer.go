package main

import (
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/pulumi/pulumi/sdk/v3/go/common/esc"
	"github.com/pulumi/pulumi/sdk/v3/go/common/esc/syntax"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// An answer is an evaluated environment. Where there are errors among the diagnostics it holds what could be evaluated.
type answer struct {
	Properties map[string]any `json:"properties"`
	// Secrets and Unknowns are the paths of all leaves of Properties that are secret or unknown.
	Secrets              []string         `json:"secrets"`
	Unknowns             []string         `json:"unknowns"`
	EnvironmentVariables map[string]entry `json:"environmentVariables"`
	PulumiConfig         map[string]entry `json:"pulumiConfig"`
	Files                map[string]entry `json:"files"`
	Diagnostics          []diagnostic     `json:"diagnostics"`
}

// An entry is one value; Secret is true if any leaf of it is secret.
type entry struct {
	Value  any  `json:"value"`
	Secret bool `json:"secret"`
}

type diagnostic struct {
	Severity    string `json:"severity"`
	Summary     string `json:"summary"`
	Detail      string `json:"detail,omitempty"`
	Environment string `json:"environment,omitempty"`
	Line        int    `json:"line,omitempty"`
	Column      int    `json:"column,omitempty"`
	Path        string `json:"path,omitempty"`
}

func newAnswer(env *esc.Environment, diags syntax.Diagnostics, redact bool) *answer {
	ans := &answer{Properties: map[string]any{}, Secrets: []string{}, Unknowns: []string{}, Diagnostics: []diagnostic{}}
	for key, v := range env.Properties {
		ans.Properties[key] = v.ToJSON(redact)
		walk(resource.PropertyPath{key}, v, false, func(at resource.PropertyPath, secret, unknown bool) {
			if secret {
				ans.Secrets = append(ans.Secrets, at.String())
			}
			if unknown {
				ans.Unknowns = append(ans.Unknowns, at.String())
			}
		})
	}
	slices.Sort(ans.Secrets)
	slices.Sort(ans.Unknowns)
	config, _ := env.Properties["pulumiConfig"].Value.(map[string]esc.Value)
	ans.PulumiConfig = entries(config, redact)
	ans.EnvironmentVariables = entries(env.GetEnvironmentVariables(), redact)
	ans.Files = entries(env.GetTemporaryFiles(), redact)
	for _, d := range diags {
		ans.Diagnostics = append(ans.Diagnostics, newDiagnostic(d))
	}
	return ans
}

func entries(values map[string]esc.Value, redact bool) map[string]entry {
	out := make(map[string]entry, len(values))
	for k, v := range values {
		anySecret := false
		walk(nil, v, false, func(_ resource.PropertyPath, secret, _ bool) { anySecret = anySecret || secret })
		out[k] = entry{Value: v.ToJSON(redact), Secret: anySecret}
	}
	return out
}

// walk visits each leaf of v; one inside something secret is secret.
func walk(at resource.PropertyPath, v esc.Value, secret bool, leaf func(resource.PropertyPath, bool, bool)) {
	secret = secret || v.Secret
	switch inner := v.Value.(type) {
	case map[string]esc.Value:
		for k, e := range inner {
			walk(append(slices.Clone(at), k), e, secret, leaf)
		}
		if len(inner) > 0 {
			return
		}
	case []esc.Value:
		for i, e := range inner {
			walk(append(slices.Clone(at), i), e, secret, leaf)
		}
		if len(inner) > 0 {
			return
		}
	}
	leaf(at, secret, v.Unknown)
}

func newDiagnostic(d *syntax.Diagnostic) diagnostic {
	out := diagnostic{Severity: "error", Summary: d.Summary, Detail: d.Detail, Path: d.Path}
	if d.Severity == hcl.DiagWarning {
		out.Severity = "warning"
	}
	if d.Subject != nil {
		out.Environment, out.Line, out.Column = d.Subject.Filename, d.Subject.Start.Line, d.Subject.Start.Column
	}
	return out
}
