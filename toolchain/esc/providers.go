package main

import (
	"context"
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/common/esc"
	"github.com/pulumi/pulumi/sdk/v3/go/common/esc/schema"
)

// providers knows every provider and rotator by name. They run in Pulumi Cloud, which publishes neither their code nor
// their schemas, so inputs and outputs are not checked, and what one gives has to come with the request.
type providers struct{ opened map[string]any }

func (p providers) LoadProvider(_ context.Context, name string) (esc.Provider, error) {
	return provider{opening{"provider", name, p.opened}}, nil
}

func (p providers) LoadRotator(_ context.Context, name string) (esc.Rotator, error) {
	return rotator{opening{"rotator", name, p.opened}}, nil
}

type opening struct {
	kind, name string
	opened     map[string]any
}

func (o opening) open() (esc.Value, error) {
	v, ok := o.opened[o.name]
	if !ok {
		return esc.Value{}, fmt.Errorf("%s %q runs in Pulumi Cloud only, and nothing stands in for it here", o.kind, o.name)
	}
	return toValue(v)
}

// object is any object: the evaluator hands inputs and state over as maps.
func object() *schema.Schema {
	return schema.Object().AdditionalProperties(schema.Always()).Schema()
}

type provider struct{ opening }

func (p provider) Schema() (*schema.Schema, *schema.Schema) { return object(), schema.Always() }

func (p provider) Open(context.Context, map[string]esc.Value, esc.EnvExecContext) (esc.Value, error) {
	return p.open()
}

type rotator struct{ opening }

func (r rotator) Schema() (*schema.Schema, *schema.Schema, *schema.Schema) {
	return object(), object(), schema.Always()
}

func (r rotator) Open(_ context.Context, _, _ map[string]esc.Value, _ esc.EnvExecContext) (esc.Value, error) {
	return r.open()
}

func (r rotator) Rotate(_ context.Context, _, _ map[string]esc.Value, _ esc.EnvExecContext) (esc.Value, error) {
	return esc.Value{}, fmt.Errorf("rotator %q: sophia-esc evaluates and does not rotate", r.name)
}
