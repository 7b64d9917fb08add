#!/usr/bin/env bash
# What action.yml runs. The inputs come as INPUT_… and are nowhere read as shell text.
# By hand, with a planner that is installed: PLANNER=planner .github/action.sh
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
planner=${PLANNER:-}
if [[ -z $planner ]]; then
  "${INPUT_PYTHON:-python3}" "$root/bootstrap.py" setup
  planner=$root/.venv/bin/planner
  [[ -x $planner ]] || planner=$root/.venv/Scripts/planner.exe
fi

annotations=$(mktemp)
trap 'rm -f "$annotations"' EXIT
check=(check --format=github "--output=$annotations")
score=(score --format=markdown)
build=(build "--output=${INPUT_BUILD:-}")
say() { check+=("$1"); score+=("$1"); build+=("$1"); }
[[ -z ${INPUT_CONTENT:-} ]] || say "--content=$INPUT_CONTENT"
[[ -z ${INPUT_TODAY:-} ]] || say "--today=$INPUT_TODAY"
if [[ -n ${INPUT_LANGUAGE:-} ]]; then
  check+=("--lang=$INPUT_LANGUAGE")
  score+=("--lang=$INPUT_LANGUAGE")
fi
[[ ${INPUT_STRICT:-} != true ]] || check+=(--strict)
read -ra more <<<"${INPUT_ARGS:-}"
[[ ${#more[@]} -eq 0 ]] || check+=("${more[@]}")
compare=("${score[@]}" "--compare=${INPUT_COMPARE:-}")
[[ -z ${INPUT_REQUIRE:-} ]] || score+=("--require=$INPUT_REQUIRE")

worst=0
run() { # planner with a limit to its memory, where there can be one; keeps the worst exit code
  local code=0
  (ulimit -v 2000000 2>/dev/null || true; exec "$planner" "$@") || code=$?
  [[ $code -le $worst ]] || worst=$code
}

settle() { # put the settings of a revision, or none where it has none, in place of those here
  local beside=. commit name
  [[ -z ${INPUT_CONTENT:-} ]] || beside=$(cd -P -- "$INPUT_CONTENT/.." && pwd) || return
  commit=$(git -C "$beside" rev-parse --verify --end-of-options "$INPUT_SETTINGS^{commit}") || return
  for name in planner.toml .planner-baseline.json; do
    # Whatever stands there, a link or a folder too; and git runs no filter for a blob.
    rm -rf -- "${beside:?}/$name"
    git -C "$beside" cat-file blob "$commit:./$name" >"$beside/$name" 2>/dev/null ||
      rm -f -- "$beside/$name"
  done
}

summary=${GITHUB_STEP_SUMMARY:-/dev/stdout}
token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
# Between the two marks the runner obeys no line, whatever a plan makes planner say.
echo "::stop-commands::$token"
{
  [[ -z ${INPUT_SETTINGS:-} ]] || settle || worst=2
  [[ $worst -eq 2 ]] || run "${check[@]}"
  if [[ $worst -lt 2 ]]; then
    run "${score[@]}" >>"$summary"
    [[ -z ${INPUT_COMPARE:-} ]] || run "${compare[@]}" >>"$summary"
    [[ -z ${INPUT_BUILD:-} ]] || run "${build[@]}"
  fi
} 2>&1
echo "::$token::"
cat "$annotations"
exit "$worst"
