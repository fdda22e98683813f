# Written by Pulumi (sophia-infra, stack %{stack}); an edit here is undone by its next `up`.
name: MCP servers (%{stack})
on:
  push:
    branches: [main]
    paths: [mcp-servers/**]
  workflow_dispatch:
permissions:
  contents: read
concurrency:
  group: mcp-servers-%{stack}
jobs:
  publish:
    runs-on: ubuntu-24.04
    timeout-minutes: 20
    environment: %{stack}
    strategy:
      fail-fast: false
      matrix:
        server: [ai-intelligence]
    steps:
      - uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0
        with:
          persist-credentials: false
      - name: Build
        env:
          SERVER: ${{ matrix.server }}
        run: docker build --tag "%{registry}/%{repository}-$SERVER:$GITHUB_SHA" "mcp-servers/$SERVER"
      - name: Push
        env:
          SERVER: ${{ matrix.server }}
          TOKEN: ${{ secrets.%{tokenSecret} }}
        run: |
          docker login --username "%{registryUser}" --password-stdin "%{registry}" <<< "$TOKEN"
          docker push "%{registry}/%{repository}-$SERVER:$GITHUB_SHA"
