# SPDX-License-Identifier: Apache-2.0
# Sourced by the commands: where the sources are, and an environment that depends neither on the locale nor on a home
# folder. Defines `root` and `fail`.

root="$(cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/.." && pwd)"
command="${0##*/}"

export LC_ALL=C.UTF-8

# ccache stops the build when its folder in the home folder cannot be made.
if [[ -z "${CCACHE_DIR:-}" && ! -w "${HOME:-/nonexistent}" ]]; then
    export CCACHE_DIR="$root/build/ccache"
fi

# What one checkout compiled serves the others, wherever they lie.
export CCACHE_BASEDIR="$root" CCACHE_NOHASHDIR=1

fail() {
    printf '%s: %s\n' "$command" "$*" >&2
    exit 1
}
