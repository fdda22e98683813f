# Written by Pulumi (sophia-infra, stack %{stack}); an edit here is undone by its next `up`.
name: MCP servers (%{stack})
on:
  push:
    branches: [main]
    paths: [mcp-servers/**]
  workflow_dispatch:
permissions: {}
concurrency:
  group: mcp-servers-%{stack}
  cancel-in-progress: false # a push that is cut off leaves half an image
jobs:
  publish:
    name: Build and push
    runs-on: ubuntu-24.04
    timeout-minutes: 20
    environment: %{stack}
    permissions:
      contents: read # the sources
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
          IMAGE: ${{ vars.CONTAINER_REGISTRY }}/${{ vars.CONTAINER_REPOSITORY }}
        run: docker build --tag "$IMAGE-$SERVER:$GITHUB_SHA" "mcp-servers/$SERVER"
      - name: Push
        env:
          SERVER: ${{ matrix.server }}
          REGISTRY: ${{ vars.CONTAINER_REGISTRY }}
          IMAGE: ${{ vars.CONTAINER_REGISTRY }}/${{ vars.CONTAINER_REPOSITORY }}
          REGISTRY_USER: ${{ vars.CONTAINER_REGISTRY_USER }}
          TOKEN: ${{ secrets.%{tokenSecret} }}
        run: |
          docker login --username "$REGISTRY_USER" --password-stdin "$REGISTRY" <<< "$TOKEN"
          docker push "$IMAGE-$SERVER:$GITHUB_SHA"
