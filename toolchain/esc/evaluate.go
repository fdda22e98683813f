package main

import (
	"context"
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/pulumi/pulumi/sdk/v3/go/common/esc"
	"github.com/pulumi/pulumi/sdk/v3/go/common/esc/eval"
	"github.com/pulumi/pulumi/sdk/v3/go/common/esc/syntax"
)

// evaluate answers a request. Its error means that the request itself is wrong.
func evaluate(ctx context.Context, req *request) (*answer, error) {
	values, err := toValue(req.Context)
	if err != nil {
		return nil, fmt.Errorf("context: %w", err)
	}
	contextValues, _ := values.Value.(map[string]esc.Value)
	execContext, err := esc.NewExecContext(contextValues)
	if err != nil {
		return nil, fmt.Errorf("context: %w", err)
	}
	envs := environments{req}
	text, dec, err := envs.LoadEnvironment(ctx, req.Root)
	if err != nil {
		diags := syntax.Diagnostics{syntax.Error(&hcl.Range{Filename: req.Root}, err.Error(), "")}
		return newAnswer(&esc.Environment{}, diags, !req.ShowSecrets), nil
	}
	decl, diags, err := eval.LoadYAMLBytes(req.Root, text)
	if err != nil {
		return nil, err
	}
	var env *esc.Environment
	if !diags.HasErrors() {
		var more syntax.Diagnostics
		provs, opts := providers{req.Opened}, eval.EvalOptions{TraceMode: eval.TraceModeNone}
		if req.Check {
			env, more = eval.CheckEnvironment(ctx, req.Root, decl, dec, provs, envs, execContext, req.ShowSecrets, opts)
		} else {
			env, more = eval.EvalEnvironment(ctx, req.Root, decl, dec, provs, envs, execContext, opts)
		}
		diags.Extend(more...)
	}
	if env == nil { // the evaluator gives none for an empty document, nor for one whose form it refuses
		env = &esc.Environment{}
	}
	return newAnswer(env, diags, !req.ShowSecrets), nil
}
